"""Sqitch 1.3 with DBD::SQLite: changes deployed, verified, reworked, tagged, listed, reverted and deployed again."""

WITNESS = "perl"
PROGRAMS = {"sqitch": "sqitch", "sqlite3": "sqlite3", "/usr/lib/x86_64-linux-gnu/perl5/5.36/DBD/SQLite.pm": "libdbd-sqlite3-perl",
            "/usr/lib/x86_64-linux-gnu/perl5/5.36/Scope/Upper.pm": "libscope-upper-perl"}
APPLICATION = ["/App/Sqitch"]
ENVIRONMENT = {"PERL_HASH_SEED": "0", "PERL_PERTURB_KEYS": "0", "HOME": "{place}", "TZ": "UTC", "LC_ALL": "C.UTF-8",
               "SQITCH_FULLNAME": "Field", "SQITCH_EMAIL": "field@example.org", "EDITOR": "true"}
CHANGES = 14
FILES = {
    # Each change requires some of those before it; two tags, and a change that is reworked behind them.
    "make.sh": f'''
set -e
cd plan
for number in $(seq 1 {CHANGES}); do
    set -- "table-$number" -n "Adds table $number."
    for before in 1 2 3; do
        [ $number -gt $before ] && set -- "$@" -r "table-$((number - before))"
    done
    sqitch add "$@" >/dev/null
    echo "create table t$number (id integer primary key, name text);" > deploy/table-$number.sql
    echo "drop table t$number;" > revert/table-$number.sql
    echo "select id, name from t$number where 0;" > verify/table-$number.sql
    [ $number = 5 ] && sqitch tag v1 -n 'First.'
    [ $number = 10 ] && sqitch tag v2 -n 'Second.'
done
sqitch rework table-3 -n 'Adds a column.' >/dev/null
echo "alter table t3 add column more text;" > deploy/table-3.sql
echo "alter table t3 drop column more;" > revert/table-3.sql
echo "select more from t3 where 0;" > verify/table-3.sql
''',
}
PREPARE = [
    ["mkdir", "plan"],
    ["sqitch", "-C", "plan", "init", "field", "--engine", "sqlite", "--target", "db:sqlite:field.db"],
    ["sh", "make.sh"],
]


def sqitch(*words):
    return ["sqitch", "-C", "plan", *words]


COMMANDS = [
    sqitch("deploy", "--to", "@v1"),
    sqitch("status"),
    sqitch("deploy", "--verify"),
    sqitch("verify"),
    sqitch("log", "--format", "format:%e %n"),
    sqitch("log", "--oneline", "--max-count", "8"),
    sqitch("status", "--show-changes", "--show-tags", "--date-format", "strftime:x"),
    sqitch("check"),
    sqitch("rebase", "--onto", "@v2", "-y"),
    sqitch("revert", "--to", "@v1", "-y"),
    sqitch("deploy", "--log-only"),
    sqitch("revert", "-y", "--log-only"),
]
CLEAN = [r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [-+]\d{4}"]
