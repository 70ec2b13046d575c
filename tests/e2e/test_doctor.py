"""loopline doctor on programs that are really built the way it warns of."""

import os
import shutil
import sqlite3
import stat
import struct
import subprocess

from harness import each, equal, skip

LIBRARIES = {"sqlite": ("apps/authors/database_sqlite.c", "-lsqlite3"),
             "postgresql": ("apps/authors/database_postgresql.c", "-lpq")}


def authors(context, driver="sqlite", flags=("-O2", "-g"), libraries=None):
    layer, library = LIBRARIES[driver]
    return context.compile("apps/authors/authors.c", layer, flags=flags, libraries=libraries or [library])


def static_sqlite(context, *flags):
    """SQLite's archive in a dynamically linked program."""
    return authors(context, flags=["-O2", *flags],
                   libraries=["-Wl,-Bstatic", "-lsqlite3", "-Wl,-Bdynamic", "-lm", "-lz", "-ldl", "-lpthread"])


def copy_of(context, program, name="copy"):
    copy = context.directory / name
    shutil.copy(program, copy)
    return copy


def doctor(context, *arguments, env=None):
    return context.run([context.loopline, "doctor", *arguments], env=env)


def check(ended, status, verdict, *texts):
    ended.expect(status)
    first = ended.stdout.splitlines()[0]
    assert first.startswith(verdict + ":"), f"expected '{verdict}': {ended.stdout}"
    for text in texts:
        assert text in ended.stdout, f"'{text}' is not in: {ended.stdout}"


@each("sqlite", "postgresql")
def test_dynamic_program(context, driver):
    library = {"sqlite": "libsqlite3.so.0", "postgresql": "libpq.so.5"}[driver]
    check(doctor(context, authors(context, driver), "--an-option-of-its-own"), 0, "yes", library)


def test_name_is_looked_up_in_path(context):
    program = authors(context)
    check(doctor(context, program.name, env={"PATH": program.parent}), 0, "yes", str(program))


def test_static_program(context):
    program = authors(context, flags=["-O2", "-static"], libraries=["-lsqlite3", "-lm", "-lz"])
    check(doctor(context, program), 1, "no", "statically linked", "without -static")


def test_embedded_sqlite(context):
    check(doctor(context, static_sqlite(context)), 1, "no", "carries its own copy of SQLite", "-lsqlite3")


def test_embedded_sqlite_exported(context):
    check(doctor(context, static_sqlite(context, "-rdynamic")), 1, "no", "carries its own copy of SQLite")


def test_embedded_sqlite_stripped(context):
    check(doctor(context, static_sqlite(context, "-s")), 1, "no", "seems to carry its own copy of SQLite")


def test_embedded_copy_beside_a_shared_library(context):
    """Both: PostgreSQL through libpq is seen, the embedded SQLite is not."""
    source = context.directory / "both.c"
    source.write_text("#include <sqlite3.h>\n#include <libpq-fe.h>\nint main(void) { sqlite3 *d;"
                      " PQfinish(PQconnectdb(\"\")); return sqlite3_open(\":memory:\", &d) ||"
                      " sqlite3_exec(d, \"select 1\", 0, 0, 0) || PQexec(0, \"\") != 0; }\n")
    program = context.compile(source, libraries=["-Wl,-Bstatic", "-lsqlite3", "-Wl,-Bdynamic", "-lpq", "-lm", "-lz",
                                                 "-ldl", "-lpthread"])
    check(doctor(context, program), 0, "in part", "carries its own copy of SQLite", "libpq is called in a shared library")


def library_and_user(context, name, link_flags):
    """A program whose only way to SQLite is through a library of its own, in a directory beside it."""
    library = context.directory / "own" / f"lib{name}.so"
    library.parent.mkdir()
    source = context.directory / "layer.c"
    source.write_text("#include <sqlite3.h>\nint layer(void);\nint layer(void) { sqlite3 *d; return"
                      " sqlite3_open(\":memory:\", &d) || sqlite3_exec(d, \"select 1\", 0, 0, 0); }\n")
    context.run(["gcc", "-shared", "-fPIC", "-o", library, source, *link_flags]).expect(0)
    main = context.directory / "main.c"
    main.write_text("int layer(void);\nint main(void) { return layer(); }\n")
    program = context.directory / "program"
    context.run(["gcc", "-o", program, main, f"-L{library.parent}", f"-l{name}",
                 "-Wl,-rpath,$ORIGIN/own"]).expect(0)
    return program


def test_library_of_a_library(context):
    check(doctor(context, library_and_user(context, "layer", ["-lsqlite3"])), 0, "yes", "libsqlite3.so.0")


def test_library_that_hides_its_own_sqlite(context):
    flags = ["-Wl,-Bstatic", "-lsqlite3", "-Wl,-Bdynamic", "-Wl,--exclude-libs,ALL", "-lm", "-lz"]
    check(doctor(context, library_and_user(context, "layer", flags)), 1, "no",
          "liblayer.so carries its own copy of SQLite")


def test_library_that_exports_its_own_sqlite(context):
    """Its calls go through the loader's tables, where the shim stands."""
    copy = context.directory / "sqlite.c"  # stands in for a build of SQLite into the library
    copy.write_text("int sqlite3_open(const char *n, void **d) { return !n || !d; }\n"
                    "int sqlite3_exec(void *d) { return !d; }\n")
    check(doctor(context, library_and_user(context, "layer", [copy])), 0, "yes", "liblayer.so")


def test_library_that_exports_its_own_sqlite_and_calls_it_directly(context):
    copy = context.directory / "sqlite.c"
    copy.write_text("int sqlite3_open(const char *n, void **d) { return !n || !d; }\n"
                    "int sqlite3_exec(void *d) { return !d; }\n")
    check(doctor(context, library_and_user(context, "layer", [copy, "-Wl,-Bsymbolic"])), 1, "no",
          "liblayer.so carries its own copy of SQLite")


def test_library_that_is_missing(context):
    program = library_and_user(context, "layer", ["-lsqlite3"])
    shutil.rmtree(context.directory / "own")
    check(doctor(context, program), 0, "perhaps", "liblayer.so, which the loader does not find")


def test_library_path_is_heeded(context):
    program = library_and_user(context, "layer", ["-lsqlite3"])
    (context.directory / "own").rename(context.directory / "elsewhere")
    check(doctor(context, program, env={"LD_LIBRARY_PATH": context.directory / "elsewhere"}), 0, "yes")


def needs_root():
    if os.geteuid() != 0:
        skip("needs root to give files away")


@each("owner", "group")
def test_set_id_of_another(context, which):
    needs_root()
    copy = copy_of(context, authors(context))
    os.chown(copy, *((65534, -1) if which == "owner" else (-1, 65534)))
    os.chmod(copy, 0o755 | (stat.S_ISUID if which == "owner" else stat.S_ISGID))
    word = "set-user-ID" if which == "owner" else "set-group-ID"
    check(doctor(context, copy), 1, "no", word, "LD_PRELOAD", "What to do: run a copy")


def test_set_user_id_of_oneself_is_no_obstacle(context):
    copy = copy_of(context, authors(context))
    os.chmod(copy, 0o4755)
    check(doctor(context, copy), 0, "yes")


def test_file_capabilities(context):
    """Of no weight for root, whose programs have them anyway."""
    needs_root()
    os.chmod(context.directory, 0o755)
    copy = copy_of(context, authors(context))
    loopline = copy_of(context, context.loopline, "loopline")
    net_bind_service = struct.pack("<IIIII", 0x02000001, 1 << 10, 0, 0, 0)
    try:
        os.setxattr(copy, "security.capability", net_bind_service)
    except OSError as error:
        skip(f"this file system keeps no capabilities: {error}")
    check(doctor(context, copy), 0, "yes")
    as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    check(context.run([*as_nobody, loopline, "doctor", copy]), 1, "no", "file capabilities")


def test_other_architecture(context):
    copy = copy_of(context, authors(context))
    with open(copy, "r+b") as file:
        file.seek(18)  # e_machine
        file.write(struct.pack("<H", 243))  # RISC-V
    check(doctor(context, copy), 1, "no", "another architecture", "243")


def test_musl(context):
    copy = copy_of(context, authors(context))
    image = copy.read_bytes()
    start = image.index(b"/lib64/ld-linux")
    end = image.index(b"\0", start)
    musl = b"/lib/ld-musl-x86_64.so.1"
    copy.write_bytes(image[:start] + musl.ljust(end - start, b"\0") + image[end:])
    check(doctor(context, copy), 1, "no", "musl", "glibc")


@each("#!{0}", "#!/usr/bin/env authors", "#!/usr/bin/env -S X=1 authors --join")
def test_script_leads_to_its_interpreter(context, first_line):
    program = authors(context)
    script = context.directory / "script"
    script.write_text(first_line.format(program) + "\nfirst\n")
    script.chmod(0o755)
    path = f"{program.parent}:{os.environ['PATH']}"
    check(doctor(context, script, env={"PATH": path}), 0, "yes", f"{script} is a script, run by {program}")


def test_interpreter_without_a_database_library(context):
    check(doctor(context, "/usr/bin/python3"), 0, "perhaps", "psycopg2", "loopline doctor PID")


def test_shell(context):
    check(doctor(context, "/bin/sh"), 0, "perhaps", "inherit LD_PRELOAD")


def test_missing_command(context):
    ended = doctor(context, "no-such-program").expect(4)
    assert "no-such-program: no such program" in ended.stderr, ended.stderr


def test_file_that_may_not_be_executed(context):
    copy = copy_of(context, authors(context))
    copy.chmod(0o644)
    ended = doctor(context, copy).expect(4)
    assert "may not execute it" in ended.stderr, ended.stderr


def test_script_without_a_first_line(context):
    script = context.directory / "script"
    script.write_text("echo\n")
    script.chmod(0o755)
    ended = doctor(context, script).expect(4)
    assert "nor a script with a #! line" in ended.stderr, ended.stderr


@each(0, 1, 17, 64, 512, 4096)
def test_damaged_program(context, size):
    copy = copy_of(context, authors(context))
    os.truncate(copy, size)
    assert doctor(context, copy).status in (0, 1, 4)


def test_usage(context):
    assert "no program given" in doctor(context).expect(2).stderr
    assert "--nonsense" in doctor(context, "--nonsense").expect(2).stderr
    assert "Usage: loopline doctor" in doctor(context, "--help").expect(0).stdout


class Waiting:
    """A process that has opened SQLite and waits until it is let go."""

    SCRIPT = ("import sqlite3, sys; sqlite3.connect(':memory:').execute('select 1');"
              "print('ready', flush=True); sys.stdin.read()")

    def __init__(self, context, env=None, python="/usr/bin/python3"):
        self.process = subprocess.Popen([python, "-c", self.SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        env=context.environment(env))

    def __enter__(self):
        equal(self.process.stdout.readline(), b"ready\n", "first line")
        return self.process.pid

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def test_process_without_the_shim(context):
    with Waiting(context) as pid:
        check(doctor(context, pid), 1, "no", f"process {pid} (/usr/bin/python3.", "shim is not loaded",
              "libsqlite3.so.0")


def test_process_with_the_shim(context):
    with Waiting(context, context.shim_environment(context.directory)) as pid:
        check(doctor(context, pid), 0, "yes", "The shim is loaded", "libsqlite3.so.0")


def test_process_with_the_shim_off(context):
    with Waiting(context, {**context.shim_environment(context.directory), "LOOPLINE": "0"}) as pid:
        check(doctor(context, pid), 1, "no", "LOOPLINE=0")


def test_process_whose_preload_path_is_wrong(context):
    with Waiting(context, {"LD_PRELOAD": "/nowhere/libloopline.so"}) as pid:
        check(doctor(context, pid), 1, "no", "LD_PRELOAD names the shim, but the loader did not load it")


def test_process_whose_program_was_replaced(context):
    """As after an upgrade: the program that runs has no file any more, and is looked into all the same."""
    source = context.directory / "waits.c"
    source.write_text("#include <sqlite3.h>\n#include <stdio.h>\nint main(void) { sqlite3 *d; int e ="
                      " sqlite3_open(\":memory:\", &d) || sqlite3_exec(d, \"select 1\", 0, 0, 0); puts(\"ready\");"
                      " fflush(stdout); getchar(); return e; }\n")
    program = copy_of(context, context.compile(source, libraries=["-lsqlite3"]), "waits")
    process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               env=context.environment(context.shim_environment(context.directory)))
    try:
        equal(process.stdout.readline(), b"ready\n", "first line")
        program.unlink()
        check(doctor(context, process.pid), 0, "yes", "The shim is loaded", "libsqlite3.so.0",
              "has been deleted")
    finally:
        process.communicate()


def test_process_that_is_not_there(context):
    process = subprocess.Popen(["true"])
    process.wait()
    ended = doctor(context, process.pid).expect(4)
    assert f"cannot examine process {process.pid}" in ended.stderr, ended.stderr


# ---- images -----------------------------------------------------------------------------------------------


def image(context, *files):
    """A root folder with copies of this machine's files, at the same places."""
    root = context.directory / "image"
    for file in files:
        copy = root / str(file).lstrip("/")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(os.path.realpath(file), copy)
    root.mkdir(exist_ok=True)
    return root


def doctor_root(context, root):
    return doctor(context, "--root", root)


LIBRARY_FOLDER = "/usr/lib/x86_64-linux-gnu"


def test_image_with_glibc(context):
    root = image(context, f"{LIBRARY_FOLDER}/libc.so.6", f"{LIBRARY_FOLDER}/libsqlite3.so.0",
                 f"{LIBRARY_FOLDER}/libpq.so.5", "/usr/bin/python3.11")
    (root / "etc/apparmor.d").mkdir(parents=True)
    (root / "etc/apparmor.d/usr.sbin.blog").write_text("profile blog {}")
    (root / "etc/selinux").mkdir()
    (root / "etc/selinux/config").write_text("# modes\nSELINUX=enforcing\n")
    (root / "usr/lib/os-release").write_text('NAME="Made up"\nPRETTY_NAME="Made up 7"\n')
    (root / "etc/os-release").symlink_to("/usr/lib/os-release")  # a file of the image, not of this machine
    version = sqlite3.sqlite_version
    ended = doctor_root(context, root)
    check(ended, 0, "yes", "glibc 2.", f"SQLite {version}", "libpq.so.5", "python3.11 (named by lines)", "Made up 7",
          "SELinux is enforcing", "usr.sbin.blog", "LD_PRELOAD=/usr/local/lib/loopline/libloopline.so")
    for setup in ("systemd", "%%e-%%p", "Docker", "Kubernetes", "supervisord"):
        assert setup in ended.stdout, ended.stdout


def test_image_for_several_architectures(context):
    root = image(context, f"{LIBRARY_FOLDER}/libc.so.6")
    native = root / LIBRARY_FOLDER.lstrip("/") / "libc.so.6"
    # Two, so that one is likely to come before the native one in the folder's order.
    others = [root / "usr" / folder / "libc.so.6" for folder in ("lib32", "libx32")]
    for other in others:
        other.parent.mkdir()
        shutil.copy(native, other)
        with open(other, "r+b") as file:
            file.seek(18)  # e_machine
            file.write(struct.pack("<H", 243))  # RISC-V
    ended = doctor_root(context, root)
    check(ended, 0, "perhaps", "glibc 2.", f"{LIBRARY_FOLDER}/libc.so.6")
    assert "another architecture" not in ended.stdout, ended.stdout
    native.unlink()
    check(doctor_root(context, root), 1, "no", "another architecture", "243", "libc.so.6")


def test_image_names_its_own_shim(context):
    root = image(context, f"{LIBRARY_FOLDER}/libc.so.6")
    shim = root / "opt/loopline/libloopline.so"
    shim.parent.mkdir(parents=True)
    shutil.copy(context.shim, shim)
    check(doctor_root(context, root), 0, "perhaps", "LD_PRELOAD=/opt/loopline/libloopline.so",
          "-v /opt/loopline:/opt/loopline:ro")


def test_image_whose_driver_is_not_seen(context):
    root = image(context, f"{LIBRARY_FOLDER}/libc.so.6")
    (root / "usr/lib/python3/dist-packages/asyncpg").mkdir(parents=True)
    check(doctor_root(context, root), 1, "no", "dist-packages/asyncpg", "psycopg")


def test_image_with_musl_and_image_without_a_c_library(context):
    root = image(context)
    check(doctor_root(context, root), 1, "no", "holds no C library")
    (root / "lib").mkdir()
    (root / "lib/ld-musl-x86_64.so.1").touch()
    ended = doctor_root(context, root)
    check(ended, 1, "no", "is musl")
    assert "systemd" not in ended.stdout, ended.stdout


def image_with_sqlite3(context):
    """A root with a program of Debian that uses SQLite, without the tool's other libraries."""
    root = image(context, "/usr/bin/python3.11", f"{LIBRARY_FOLDER}/libc.so.6", f"{LIBRARY_FOLDER}/libsqlite3.so.0",
                 f"{LIBRARY_FOLDER}/libm.so.6", f"{LIBRARY_FOLDER}/libz.so.1", f"{LIBRARY_FOLDER}/libexpat.so.1",
                 "/lib64/ld-linux-x86-64.so.2")
    copy_of(context, authors(context)).rename(root / "usr/bin/authors")
    (root / "usr/bin/python3").symlink_to("python3.11")
    return root


def test_program_of_an_image(context):
    """Its own libraries decide, and its own PATH."""
    needs_root()
    root = image_with_sqlite3(context)
    ended = doctor(context, "--root", root, "authors")
    check(ended, 0, "yes", f"authors of {root}", "SQLite is called in a shared library: ", "glibc 2.", "systemd")
    assert str(root) + "/" not in ended.stdout, "paths are those of the image"
    (root / f"{LIBRARY_FOLDER.lstrip('/')}/libsqlite3.so.0").unlink()
    check(doctor(context, "--root", root, "authors"), 0, "perhaps", "libsqlite3.so.0, which the loader does not find")
    check(doctor(context, "--root", root, "python3", "manage.py"), 0, "perhaps", "sees sqlite3, psycopg2")
    assert "no such program" in doctor(context, "--root", root, "psql").expect(4).stderr


def test_program_of_an_image_as_another_user(context):
    """By a user namespace where the system has them, else with a reason."""
    needs_root()
    os.chmod(context.directory, 0o755)
    root = image_with_sqlite3(context)
    loopline = copy_of(context, context.loopline, "loopline")
    ended = context.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", loopline, "doctor", "--root",
                         root, "authors"])
    if ended.status == 4:
        assert "run it as root" in ended.stderr, ended.stderr
        skip("this system gives users no namespaces")
    check(ended, 0, "yes", "SQLite is called in a shared library")


def test_image_that_is_not_there(context):
    assert "No such file" in doctor_root(context, context.directory / "nowhere").expect(4).stderr
