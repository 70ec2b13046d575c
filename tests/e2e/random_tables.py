"""Databases made for one statement: its tables, derived from its own text, with random rows.

A statement is given in normal form, so that it says nothing but names: columns are integers where nothing about
them says otherwise. Rows hold NULLs, duplicates, and values without a partner.
"""

import os
import re
import sqlite3
import subprocess

TOKEN = re.compile(r'"[^"]+"|[a-z_][a-z0-9_$]*|::|\?|\S', re.IGNORECASE)
KEYWORDS = set("""all and any array as asc between by case cast collate conflict cross current_timestamp desc distinct do
    else end except excluded exists false for from full group having ignore in inner insert into is isnull join last left
    like limit natural not nothing notnull null nulls offset on or order outer over replace returning right select set
    share then true union update using values when where with delete default""".split())
DOMAINS = {
    "integer": [None, 0, 1, 2, 3],
    "text": [None, "", "a", "A", "b"],
    "boolean": [None, 0, 1],
    "timestamp": [None, "2024-01-31 10:00:00", "2024-02-01 00:00:00", "2025-02-01 00:00:00"],
}
ABSENT = {"integer": 99, "text": "absent", "boolean": 1, "timestamp": "1999-01-01 00:00:00"}
ROWS = 14
MARK = "--- end of the answer ---"


def is_name(token):
    return bool(token) and (token[0] == '"' or (token[0].isalpha() or token[0] == "_")) and token not in KEYWORDS


class Statement:
    """What a statement names: tables with their columns' types, and a type for each placeholder."""

    def __init__(self, text):
        self.text = text
        self.tokens = [*TOKEN.findall(text), "", ""]
        self.tables = {}
        self.aliases = {}
        self.places = set()  # tokens that name tables
        self.find_tables()
        self.uses = list(self.find_columns())
        for table, column, _, _ in self.uses:
            self.tables[table].setdefault(column, "integer")
        for columns in self.tables.values():
            columns or columns.update({"id": "integer", "name": "integer"})
        self.row = list(self.insert_row()) if text.startswith(("insert", "replace")) else []
        self.find_types()
        self.placeholders = [self.placeholder(at) for at, token in enumerate(self.tokens) if token == "?"]

    def chain(self, at):
        """A name with its qualifiers, and what follows it."""
        parts = [self.tokens[at]]
        while self.tokens[at + 1] == "." and is_name(self.tokens[at + 2]):
            at += 2
            parts.append(self.tokens[at])
        return parts, at + 1

    def find_tables(self):
        for at, word in enumerate(self.tokens):
            if word not in ("from", "join", "into", "update") or self.tokens[at - 1] == "distinct" or \
                    self.tokens[at - 3] == "extract":
                continue
            at += 1
            while is_name(self.tokens[at]):
                parts, end = self.chain(at)
                self.places.update(range(at, end))
                alias = end + (self.tokens[end] == "as")
                self.tables.setdefault(parts[-1], {})
                self.aliases[parts[-1]] = parts[-1]
                if is_name(self.tokens[alias]):
                    self.aliases[self.tokens[alias]] = parts[-1]
                    self.places.add(alias)
                    end = alias + 1
                if word == "into" and self.tokens[alias] != "(":
                    self.aliases["excluded"] = parts[-1]
                self.aliases.setdefault("excluded", parts[-1])
                at = end + 1 if self.tokens[end] == "," and word == "from" else len(self.tokens) - 1

    def find_columns(self):
        """Table, column, and the tokens around each use of it."""
        first, at = next(iter(self.tables), None), 0
        while at < len(self.tokens) - 2:
            token = self.tokens[at]
            if not (is_name(token) or token == "excluded") or at in self.places:
                at += 1
                continue
            parts, end = self.chain(at)
            before = self.tokens[at - 1] if at else ""
            is_alias = before in ("as", "::") or (is_name(before) or before in (")", "?", "*"))
            if self.tokens[end] != "(" and self.tokens[end] != "." and not is_alias and first:
                table = self.aliases.get(parts[-2]) if len(parts) > 1 else first
                if table:
                    yield table, parts[-1], at, end
            at = end

    def insert_row(self):
        """The columns of an INSERT, each with the tokens of its value: the first, and what follows the last."""
        values = self.tokens.index("values")
        columns = [column for _, column, at, _ in self.uses if at < values]
        start = values + 2
        for number in range(self.tokens[values:self.tokens.index(")", values)].count(",") + 1):
            end = start
            while self.tokens[end] not in (",", ")"):
                end += 1
            yield columns[number] if columns else f"column_{number}", start, end
            start = end + 1

    def find_types(self):
        for table, column, at, end in self.uses:
            before, after = self.tokens[max(at - 2, 0):at], self.tokens[end:end + 3]
            types = self.tables[table]
            if (before[-1:] == ["("] and before[0] in ("lower", "upper", "trim", "length", "substr", "string_agg")) or \
                    "string_agg" in self.tokens[max(at - 4, 0):at] or after[0] in ("like", "|") or before[-1:] == ["|"]:
                types[column] = "text"
            if after[:2] == ["=", "current_timestamp"] or "extract" in self.tokens[max(at - 4, 0):at]:
                types[column] = "timestamp"
            if before[-1:] and before[-1] in ("where", "and", "not") and after[0] in ("", "and", ")", "group", "order"):
                types[column] = "boolean"
            if after[:3] == ["=", "?", "::"] and self.tokens[end + 3] in ("varchar", "text"):
                types[column] = "text"
        if self.row:
            types = self.tables[next(iter(self.tables))]
            if self.row[0][0] == "column_0":
                types.clear()
            for column, start, end in self.row:
                value = self.tokens[start:end]
                types[column] = "timestamp" if "current_timestamp" in value else "text" if "varchar" in value else "integer"

    def placeholder(self, at):
        """The type of the values that it stands for, or "limit", "offset", "counted": of count(?)."""
        before, after = self.tokens[at - 1], self.tokens[at + 1]
        if before in ("limit", "offset"):
            return before
        if self.tokens[at - 2:at] == ["count", "("]:
            return "counted"
        for table, column, start, end in self.uses:
            if end == at - 1 and before in ("=", ">", "<") or end in (at - 2, at - 3) and self.tokens[end] in (">", "<", "in", "=") \
                    or start == at + 2 and after == "=":
                return self.tables[table][column]
        for column, start, end in self.row:
            if start <= at < end:
                return self.tables[next(iter(self.tables))][column]
        return "integer"

    def add(self, other):
        """The tables of another statement as well."""
        for table, columns in other.tables.items():
            self.tables.setdefault(table, {}).update({**columns, **self.tables.get(table, {})})

    def schema(self, random, unique, sizes=(ROWS,)):
        """Statements that make and fill the tables. `unique`: a table and its column that holds a value once."""
        for table, columns in self.tables.items():
            rows = [[random.choice(DOMAINS[kind]) for kind in columns.values()] for _ in range(random.choice(sizes))]
            yield f"create table {table} ({', '.join(f'{column} {kind}' for column, kind in columns.items())})", []
            if unique and unique[0] == table:
                place = list(columns).index(unique[1])
                rows = list({row[place]: row for row in rows}.values())
                yield f"create unique index one_each on {table}({unique[1]})", []
            if rows:
                row = f"({', '.join('?' * len(columns))})"
                yield f"insert into {table} values {', '.join([row] * len(rows))}", sum(rows, [])


class Failed(Exception):
    """The database does not take a statement."""


class Sqlite:
    def __init__(self, context):
        self.context = context

    def begin(self, schema):
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.create_function("current_timestamp", 0, lambda: "2024-02-01 00:00:00")
        for sql, values in schema:
            self.connection.execute(sql, values)
        self.connection.execute("begin")

    def again(self):
        self.connection.execute("rollback")
        self.connection.execute("begin")

    def run(self, sql, values=()):
        try:
            return self.connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise Failed(f"{sql}: {error}") from error


class Postgresql:
    """One psql for all statements, which are prepared, so that the server finds the types of their parameters."""

    def __init__(self, context):
        context.postgresql()
        self.psql = subprocess.Popen(["psql", "-qXAt", "-F", "\x1f", "-P", "null=\x02", "-v", "VERBOSITY=terse"],
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                     env={**os.environ, "PGOPTIONS": "-c client_min_messages=error"})

    def ask(self, text):
        self.psql.stdin.write(f"{text};\n\\echo '{MARK}'\n")
        self.psql.stdin.flush()
        lines = []
        while (line := self.psql.stdout.readline().rstrip("\n")) != MARK:
            assert line or self.psql.poll() is None, "psql ended"
            lines.append(line)
        wrong = [line for line in lines if "ERROR:" in line]
        if wrong:
            raise Failed(f"{text}: {wrong[0]}")
        return [tuple(None if value == "\x02" else value for value in line.split("\x1f")) for line in lines]

    def begin(self, schema):
        self.ask("rollback; begin" if getattr(self, "begun", False) else "begin")
        self.begun = True
        for sql, values in schema:
            rest = iter(values)
            self.ask(re.sub(r"\?", lambda _: literal(next(rest)), sql))
        self.ask("savepoint filled")

    def again(self):
        self.ask("rollback to filled")

    def run(self, sql, values=()):
        numbers = iter(range(1, len(values) + 1))
        numbered = re.sub(r"\?", lambda _: f"${next(numbers)}", sql)
        arguments = f"({', '.join(map(literal, values))})" if values else ""
        try:
            return self.ask(f"savepoint before; prepare asked as {numbered}; execute asked{arguments}; deallocate asked")
        except Failed:
            self.ask("rollback to before; deallocate all")
            raise


def literal(value):
    if value is None:
        return "null"
    if isinstance(value, list):
        value = "{" + ",".join("NULL" if item is None else f'"{item}"' for item in value) + "}"
    return "'" + str(value).replace("'", "''") + "'"


OPEN = {"sqlite": Sqlite, "postgresql": Postgresql}
