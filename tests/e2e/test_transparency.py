"""Other people's programs do with the shim what they do without it: a part of `make transparency`."""

from harness import TESTS, each, skip


@each("psql", "psql-list", "pg_dump", "sqlite3")
def test_same_bytes(context, suite):
    if suite != "sqlite3":
        context.postgresql()
        context.run(["psql", "-Xq", "-f", TESTS / "transparency/script.sql"]).expect(0)
    ended = context.run([TESTS / "transparency/run", "--build", context.build, suite])
    if "left out" in ended.stdout:
        skip(ended.stdout.strip())
    ended.expect(0)
