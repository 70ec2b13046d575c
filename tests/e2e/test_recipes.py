"""tests/recipes does what it says: CI takes the workflows, and stores take the export."""

import json
import re

from harness import each, equal
from python_support import SYSTEM_PYTHON, environment

TRACE = "0af7651916cd43dd8448eb211c80319c"
TRACED = f"""import sqlite3
database = sqlite3.connect(":memory:")
for number in range(9):
    database.execute("select ? from (select 1) /*route='/authors',traceparent='00-{TRACE}-00f067aa0ba902b7-01'*/", (number,)).fetchall()
"""
UNTRACED = """import sqlite3
database = sqlite3.connect(":memory:")
for number in range(7):
    database.execute("select 'a', ? from (select 2) -- a\\b", (number,)).fetchall()
"""


def recipe(context, name):
    return context.source(f"recipes/{name}").read_text(encoding="utf-8")


# ---- CI -----------------------------------------------------------------------------------------------------


@each(("github-actions.yml", ["vendor.github-workflows"], "runs-on: ubuntu-24.04"),
      ("gitlab-ci.yml", ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"], "when: always"))
def test_ci_takes_the_recipe(context, case):
    """By its published schema, which refuses the recipe without one of its lines' values."""
    name, schema, needed = case
    check = [environment(context, "schemas").parent / "check-jsonschema", "--builtin-schema", *schema]
    context.run([*check, context.source(f"recipes/{name}")]).expect(0)
    broken = context.directory / name
    text = recipe(context, name)
    assert text.count(needed) == 1, needed
    broken.write_text(text.replace(needed, needed.split(":")[0] + ": [[]]"), encoding="utf-8")
    context.run([*check, broken]).expect(1)


# ---- stores -------------------------------------------------------------------------------------------------


def export(context):
    """The lines of two programs, one of which carries a trace."""
    lines = []
    for name, text in (("traced", TRACED), ("untraced", UNTRACED)):
        program = context.directory / f"{name}.py"
        program.write_text(text, encoding="utf-8")
        lines += context.record([SYSTEM_PYTHON, program]).expect(0).render("ndjson").splitlines(keepends=True)
    equal([json.loads(line)["trace_id"] for line in lines], [TRACE, None], "traces")
    return lines


def test_clickhouses_table_has_a_column_for_each_key(context):
    columns = re.findall(r"^    (\w+) (\w+)", recipe(context, "fleet-clickhouse.sql"), re.MULTILINE)
    for line in map(json.loads, export(context)):
        equal([name for name, _ in columns], list(line), "columns")
        nulls = {name for name, value in line.items() if value is None}
        assert nulls <= {name for name, kind in columns if kind == "Nullable"}, nulls


def test_postgresql_loads_the_export(context):
    """As the recipe's first lines say, and all of its questions are answered."""
    context.postgresql()
    exported = context.directory / "loops.ndjson"
    exported.write_text("".join(export(context)), encoding="utf-8")
    psql = ["psql", "-qXAt", "-v", "ON_ERROR_STOP=1"]
    context.run([*psql, "-f", context.source("recipes/fleet.sql")]).expect(0)
    load = re.search(r"sed '(.*)' loops.ndjson \| psql -c '(.*)'", recipe(context, "fleet.sql"))
    context.run(["sh", "-ec", f"sed '{load[1]}' loops.ndjson | psql -qXc '{load[2]}'"]).expect(0)
    answers = context.run([*psql, "-f", context.source("recipes/fleet.sql")]).expect(0).stdout
    equal(answers.count("traced.py"), 5, "rows of two loops in two answers, and of one in the third")
    equal(answers.count(TRACE), 1, "traces")
    columns = context.run([*psql, "-c", "select count(*), min(trace_id), sum(calls) from loops"]).expect(0).stdout
    equal(columns.strip(), f"2|{TRACE}|16", "loops, trace, calls")
