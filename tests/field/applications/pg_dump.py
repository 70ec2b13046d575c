"""pg_dump of PostgreSQL's client: a schema of some thirty tables, functions and views; the catalogue alone is read."""

WITNESS = "native"
PROGRAMS = {"pg_dump": "postgresql-client", "psql": "postgresql-client"}
POSTGRESQL = True
APPLICATION = ["/pg_dump"]
SCHEMA = "".join(
    f"create table part_{number}(id serial primary key, name text not null default 'x', other int "
    f"{f'references part_{number - 1}(id)' if number else ''}, check (id > 0));\n"
    f"create index on part_{number}(name);\n"
    f"create view seen_{number} as select name from part_{number};\n"
    f"create function add_{number}(a int, b int) returns int language sql as 'select a + b + {number}';\n"
    f"insert into part_{number}(name) select 'row ' || i from generate_series(1, 5) i;\n"
    f"comment on table part_{number} is 'part {number}';\n"
    for number in range(16))
FILES = {"schema.sql": SCHEMA}
RESET = [["psql", "-q", "-c", "drop database if exists field_dump"], ["psql", "-q", "-c", "create database field_dump"],
         ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", "schema.sql", "field_dump"]]
# The program itself: Debian's pg_dump is a Perl script that looks for the version to run.
DUMP = "/usr/lib/postgresql/15/bin/pg_dump"
PROGRAMS[DUMP] = "postgresql-client-15"
COMMANDS = [
    [DUMP, "field_dump"],
    [DUMP, "--schema-only", "field_dump"],
    [DUMP, "--data-only", "--inserts", "field_dump"],
    [DUMP, "--table", "part_1*", "field_dump"],
]
CLEAN = [r"\\(un)?restrict \w+"]
