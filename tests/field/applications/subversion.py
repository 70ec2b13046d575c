"""Subversion 1.14, the client on a working copy's SQLite: check out, add, commit, update, move, merge."""

WITNESS = "native"
PROGRAMS = {"svn": "subversion", "svnadmin": "subversion"}
APPLICATION = ["/svn", "libsvn_"]
FILES = {
    "make.sh": '''
set -e
svnadmin create repository
mkdir -p import/trunk import/branches
for folder in one two three; do
    mkdir -p import/trunk/$folder/inner
    for number in $(seq 1 12); do
        echo "file $folder $number" > import/trunk/$folder/file-$number.txt
        echo "inner $folder $number" > import/trunk/$folder/inner/part-$number.txt
    done
done
svn import -q -m first import file://$PWD/repository
svn checkout -q file://$PWD/repository/trunk other
for number in 1 2 3 4 5 6 7; do
    echo changed >> other/one/file-$number.txt
    svn propset -q note "number $number" other/two/file-$number.txt
done
svn commit -q -m second other
svn copy -q -m branch file://$PWD/repository/trunk file://$PWD/repository/branches/b
echo more >> other/three/file-1.txt
svn commit -q -m third other
rm -rf other import
''',
    "edit.sh": '''
set -e
for number in 1 2 3 4 5 6; do
    echo edited >> copy/two/file-$number.txt
    echo new > copy/two/new-$number.txt
done
mkdir copy/added
for number in 1 2 3 4 5 6 7 8; do
    echo new > copy/added/file-$number.txt
done
''',
}
PREPARE = [["sh", "make.sh"]]
URL = "file://{place}/repository"
COMMANDS = [
    ["svn", "checkout", "-r", "2", f"{URL}/trunk", "copy"],
    ["svn", "update", "copy"],
    ["sh", "edit.sh"],
    ["svn", "add", "copy/added"],
    ["svn", "add", "--force", "copy"],
    ["svn", "status", "-u", "copy"],
    ["svn", "propset", "-R", "label", "x", "copy/three"],
    ["svn", "proplist", "-v", "-R", "copy"],
    ["svn", "commit", "-m", "fourth", "copy"],
    ["svn", "info", "-R", "copy"],
    ["svn", "move", "copy/one", "copy/uno"],
    ["svn", "copy", "copy/three", "copy/drei"],
    ["svn", "delete", "copy/two/inner"],
    ["svn", "revert", "-R", "copy"],
    ["svn", "switch", f"{URL}/branches/b", "copy"],
    ["svn", "merge", f"{URL}/trunk", "copy"],
    ["svn", "changelist", "work", "copy/three/file-1.txt", "copy/three/file-2.txt", "copy/three/file-3.txt",
     "copy/three/file-4.txt", "copy/three/file-5.txt", "copy/three/file-6.txt"],
    ["svn", "diff", "copy"],
    ["svn", "cleanup", "copy"],
]
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "SVN_EDITOR": "true"}
ORDERED = False  # of a hash table that is seeded anew in each process
CLEAN = [r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [-+]\d{4} \(.*?\)", r"Checksum: \w+", r"Repository UUID: \S+"]
