"""Values: which column of which rows a parameter came from, and that reading them changes nothing."""

import re
import struct

import python_support
from cases import case
from harness import ROOT, each, equal, smoke

ACCESSORS = "sqlite_accessors.c"


# ---- what the program sees ------------------------------------------------------------------------------


@each("UTF-8", "UTF-16le", "UTF-16be")
def test_columns_are_what_they_are_without_us(context, encoding):
    """Types, lengths, bytes and errors by all accessors in any order: no conversion is made in the host's place."""
    program = case(context, ACCESSORS)
    for seed in range(8):
        plain = context.run([program, encoding, seed]).expect(0)
        recording = context.record([program, encoding, seed]).expect(0)
        equal(recording.stdout, plain.stdout, f"what the program read with seed {seed}")
        assert "made: 0" in plain.stdout, plain.stdout[-100:]


@each("UTF-8", "UTF-16le")
def test_what_sqlite_lends_stays_as_it_is(context, encoding):
    """Names of columns in UTF-16 that the program holds, and the calls of an allocator of its own."""
    program = case(context, "sqlite_lent.c")
    plain = context.run([program, encoding]).expect(0)
    equal(context.record([program, encoding]).expect(0).stdout, plain.stdout, "what the program was given")


# ---- one value in many forms ------------------------------------------------------------------------------

ROWS = 12
UUID = "md5(n::text)::uuid"
UNDASHED = "replace(md5(n::text)::uuid::text, '-', '')"
INTEGER_FORMS = ("text", "int2", "int4", "int8", "int8-untyped", "numeric", "array", "@", "'@'", "'@'::int", "(@)")
TEXT_FORMS = ("text", "binary-text", "array", "'@'", "E'@'")
UUID_FORMS = ("text", "uuid", "array", "'@'", "'@'::uuid")
FORMS_BY_COLUMN = {
    "n::int2": INTEGER_FORMS,
    "n": INTEGER_FORMS,
    "-n": INTEGER_FORMS,
    "n::int8": ("text", "int4", "@"),
    "n::oid": ("text", "int4", "@"),
    "n::numeric": ("text", "numeric", "int4", "@"),
    "(n || '.00')::numeric": ("text", "numeric", "'@'", "@"),
    "n + 0.5": ("text", "numeric", "@"),
    "(n + 0.25)::float8": ("text", "numeric", "@"),
    "'key ' || n": TEXT_FORMS,
    "('key ' || n)::varchar(20)": TEXT_FORMS,
    "n::text": (*TEXT_FORMS, "int4"),
    UUID: UUID_FORMS,
    UNDASHED: UUID_FORMS,
    f"({UUID})::text": UUID_FORMS,
}


def link(column, parameter=1, matched=ROWS, of=ROWS):
    return {"parameter": parameter, "column": column, "matched": matched, "of": of}


def links_by_number(recording):
    """Of the findings whose statement names child_N: N to what is proved; N's parent is to be parent_N.

    The parents are a loop's too, where one statement reads them for each form.
    """
    links = {}
    for finding in recording.findings():
        child = re.search(r"child_(\d+)", finding["statement"])
        if not child:
            continue
        number = int(child.group(1))
        proved = finding["parent"]["links"] if finding["parent"] else []
        equal(finding["confidence"], "confirmed" if proved else "likely", "confidence")
        links[number] = [{**each_link, "column": each_link["column"].replace(f"_{number}", "")} for each_link in proved]
    return links


def check_forms(recording, forms):
    """Each form's parameter came from the column `parent`."""
    links = links_by_number(recording)
    failed = [(form, links.get(number)) for number, form in enumerate(forms)
              if links.get(number) != [link("parent")]]
    equal(failed, [], "forms that did not meet the column, and what they met")


@each(*FORMS_BY_COLUMN)
def test_forms_of_postgresql(context, column):
    context.postgresql()
    program = case(context, "values_postgresql.c", libraries=["-lpq"])
    forms = FORMS_BY_COLUMN[column]
    for result in ("text", "binary"):
        check_forms(context.record([program, column, result, *forms]).expect(0), forms)


SQLITE_TEXTS = ("text", "text16", "text64", "text64-16", "value", "'@'")
SQLITE_INTEGERS = ("int", "int64", "double", *SQLITE_TEXTS, "@")
SQLITE_FORMS = {
    "n": SQLITE_INTEGERS,
    "-n": SQLITE_INTEGERS,
    "n + 0.0": ("int", "int64", "double", "value", "@"),
    "n + 0.5": ("double", "text", "value", "@"),
    "n || ''": SQLITE_INTEGERS,
    "'näme ' || n": SQLITE_TEXTS,
}
SQLITE_BLOBS = {
    "cast('blob ' || n as blob)": ("blob", "value", "x'@'"),
    "cast(printf('0123456789%06d', n) as blob)": ("blob", "value", "x'@'", "text", "'@'", "X'@'"),
}
SQLITE_CASES = [(encoding, column, forms) for column, forms in SQLITE_FORMS.items()
                for encoding in ("UTF-8", "UTF-16le", "UTF-16be")]
SQLITE_CASES += [("UTF-8", column, forms) for column, forms in SQLITE_BLOBS.items()]


@each(*SQLITE_CASES)
def test_forms_of_sqlite(context, of_case):
    encoding, column, forms = of_case
    program = case(context, "values_sqlite.c")
    check_forms(context.record([program, encoding, column, *forms]).expect(0), forms)


# ---- what is kept -----------------------------------------------------------------------------------------

FIRST_SECRET = 70417000


def traces_of(capture, secrets):
    """Where a capture's bytes hold one of the values, in any form."""
    forms = {}
    for number in secrets:
        forms[f"{number} in digits"] = str(number).encode()
        forms[f"{number} in UTF-16"] = str(number).encode("utf-16-le")
        for size in (4, 8):
            forms[f"{number} as {size} bytes"] = number.to_bytes(size, "little")
            forms[f"{number} as {size} bytes from the big end"] = number.to_bytes(size, "big")
        for value in (float(number), number + 0.5):
            forms[f"{value} as a double"] = struct.pack("<d", value)
            forms[f"{value} as a double from the big end"] = struct.pack(">d", value)
    for text in ("Secretsmith", "secretsmith", "0f1e2d3c", "4b5a-6978"):
        forms[text] = text.encode()
        forms[f"{text} in UTF-16"] = text.encode("utf-16-le")
    forms["the UUID's bytes"] = bytes.fromhex("0f1e2d3c4b5a69788796")
    return [name for name, form in forms.items() if form in capture]


@smoke
def test_no_value_reaches_the_capture(context):
    program = case(context, "values_kept_out.c")
    recording = context.record([program]).expect(0)
    findings = recording.findings("n+1")
    equal([finding["confidence"] for finding in findings], ["confirmed"] * 9, "each loop is proved by its values")
    columns = {finding["parent"]["links"][0]["column"] for finding in findings}
    equal(columns, {"i", "name", "uuid", "real", "name || ?", "i + ?", "sum_of_2"}, "names of columns")
    secrets = range(FIRST_SECRET, FIRST_SECRET + 10)
    equal(traces_of(recording.captures[0].read_bytes(), [*secrets, FIRST_SECRET * 2 + 1]), [], "traces of values")
    equal(traces_of(recording.render("json").encode(), secrets), [], "traces in the report")


def test_each_process_has_a_key_of_its_own(context):
    program = case(context, "value_keys.c", "../../../src/shim/recorder/values.c",
                   flags=["-O2", "-g", "-D_GNU_SOURCE", f"-I{ROOT}/src", f"-I{ROOT}/include"])
    hashes = {value for _ in range(5) for value in context.run([program]).expect(0).stdout.split()}
    equal(len(hashes), 10, "different hashes of two values in five processes")


# ---- from rows to parameters ------------------------------------------------------------------------------

SCENARIOS = "cases/shim/provenance.py"
# The links, None where nothing is to be proved.
LINKS = {
    "composite": [link("owner", 1, 20, 20), link("name", 2, 20, 20)],
    "swapped": [link("owner", 1, 20, 20), link("name", 2, 20, 20)],
    "named_parameters": [link("name", 1, 20, 20), link("owner", 2, 20, 20)],
    "renamed": [link("author", 1, 20, 20)],
    "expression": [link("max(id, ?) + ?", 1, 20, 20)],
    "same_names": [link("x", 1, 20, 20)],
    "within_32_columns": [link("owner", 1, 20, 20)],
    "beyond_32_columns": None,
    "two_thousand_columns": [link("owner", 1, 20, 20)],
    "twenty_parameters": [link("owner", 1, 20, 20)],
    "lists_before": [link("id", 1, 20, 20)],
    "backwards": [link("id", 1, 50, 50)],
    "sorted_by_name": [link("id", 1, 50, 50)],
    "through_a_set": [link("name", 1, 50, 50)],
    "shuffled": [link("id", 1, 50, 50)],
    "authors_of_posts_by_number": [link("author_id", 1, 20, 20)],
    "authors_of_labelled_posts": [link("posts_author_id", 1, 20, 20)],
    "books_of_authors_beside_prices": [link("authors_id", 1, 20, 20)],
    "bystander": [link("writer", 1, 20, 20)],
    "some_rows": [link("id", 1, 34, 34)],
    "duplicates": [link("id % ? + ?", 1, 100, 100)],
    "duplicates_mixed": [link("of_ten", 1, 100, 100)],
    "ten_thousand": [link("id", 1, 1365, 1365)],
    "generators": [link("id", 1, 50, 50)],
    "parents_take_turns": [link("owner", 2, 60, 60)],
    "threads_of_one_list": [link("id", 1, 40, 40)],
    "many_sites": [link("id", 1, 20, 20)],
    "status_of_rows": [link("a", 1, 60, 60)],
    "constant_beside_ids": [link("id", 2, 60, 60)],
    "five_rows_and_quantities": None,
    "ten_rows_and_quantities": None,
    "quantities": None,
    "flags": None,
    "others_ids": None,
    "some_ids_at_random": None,
    "more_ids_than_rows": None,
    "constant_beside_chance": None,
    "constant_in_many_requests": None,
}


def record_scenario(context, name):
    python = python_support.system_python()
    return context.record([python, context.source(SCENARIOS), name]).expect(0)


@smoke
@each(*[name for name, links in LINKS.items() if links])
def test_links(context, scenario):
    finding = record_scenario(context, scenario).finding()
    equal(finding["confidence"], "confirmed", "confidence")
    equal(finding["parent"]["links"], LINKS[scenario], "links")


@each(*[name for name, links in LINKS.items() if not links])
def test_nothing_is_proved_by_chance(context, scenario):
    for finding in record_scenario(context, scenario).findings():
        equal((finding["parent"] or {"links": []})["links"], [], "what is proved")
        # That a question is asked again is seen by what was answered, whatever its values came from.
        equal(finding["confidence"], "confirmed" if finding["kind"] == "duplicate" else "likely", "confidence")


def test_a_fork_in_a_loop(context):
    """The child's rows are its own; the parent's loop goes on."""
    recording = record_scenario(context, "forked")
    equal(len(recording.captures), 2, "captures")
    found = {finding["parent"]["links"][0]["column"]: finding["n"] for finding in recording.findings("n+1")}
    equal(found, {"id": {"median": 20, "max": 20}, "owner": {"median": 12, "max": 12}}, "n by column")


# ---- memory -----------------------------------------------------------------------------------------------

KIB_A_THREAD = 2560  # the ring of results is 1 MiB; the rest are texts, sites and look-ups of values


def resident(ended):
    """What the program said of its resident memory, in KiB."""
    return [int(line) for line in ended.expect(0).stdout.split()]


def test_memory_is_bounded_for_each_thread(context):
    program = case(context, "values_memory.c", libraries=["-lsqlite3", "-lpthread"])
    added = {}
    for threads in (2, 26):
        plain, = resident(context.run([program, "threads", threads]))
        recorded, = resident(context.record([program, "threads", threads]))
        added[threads] = recorded - plain
    a_thread = (added[26] - added[2]) / 24
    assert a_thread < KIB_A_THREAD, f"{a_thread:.0f} KiB a thread: {added}"


def test_memory_does_not_grow_with_statements(context):
    program = case(context, "values_memory.c", libraries=["-lsqlite3", "-lpthread"])
    half, whole = resident(context.record([program, "server", 50000]))
    assert whole - half < 200, f"{half} KiB after half of the statements, {whole} after all"


# ---- two databases ----------------------------------------------------------------------------------------


@each("from_sqlite_to_postgresql", "from_postgresql_to_sqlite", "row_by_row_across")
def test_rows_of_one_database_lead_to_the_other(context, scenario):
    python_support.system_python("psycopg2")
    context.postgresql()
    finding = record_scenario(context, scenario).finding("n+1")
    column = "owner" if scenario == "row_by_row_across" else "uuid"
    equal(finding["parent"]["links"], [link(column, 1, 20, 20)], "links")
    equal(finding["n"], {"median": 20, "max": 20}, "n")


# ---- episodes ---------------------------------------------------------------------------------------------

ONE_ITEM, ONE_OWNER = "select count(*) from parts where item = ?", "select name from parts where owner = ?"
GROUPS, OWNERS = "select id from groups order by id", "select id from owners where grouped = ?"
ITEMS, NAMES = "select item from parts where owner = ?", "select name from parts where item = ?"
LEVELS = {(OWNERS, GROUPS, None): (6, 6, 6, 1), (ITEMS, OWNERS, OWNERS): (39, 6, 9, 6),
          (NAMES, ITEMS, ITEMS): (195, 5, 5, 39)}
BY_ID, BOTH = "select id from items order by id", "select id, owner from items"
# (child, parent, the statement of the finding it is nested in) to (calls, median, maximum, episodes)
EPISODES = {
    "three_levels": LEVELS,
    "three_levels_row_by_row": LEVELS,
    "uneven": {(ONE_ITEM, f"{BY_ID} limit ?", f"{BY_ID} limit ?"): (290, 14, 24, 20)},
    "stops_early": {(ONE_ITEM, BY_ID, None): (120, 30, 30, 4)},
    "two_lists_one_helper": {(ONE_ITEM, "select id from items where id <= ?", None): (12, 12, 12, 1),
                             (ONE_ITEM, "select owner from items where id > ?", None): (20, 20, 20, 1)},
    "interleaved_children": {(ONE_ITEM, BOTH, None): (25, 25, 25, 1), (ONE_OWNER, BOTH, None): (25, 25, 25, 1),
                             ("select first from parts where item = ?", BOTH, None): (13, 13, 13, 1)},
    "pages_of_rows": {(ONE_ITEM, f"{BOTH} where id > ? order by id limit ?", None): (95, 9, 10, 10)},
    "threads_with_lists": {(ONE_ITEM, "select id from items", None): (45, 15, 15, 3)},
}


@each(*EPISODES)
def test_episodes(context, scenario):
    findings = [finding for finding in record_scenario(context, scenario).findings("n+1")
                if finding["confidence"] == "confirmed"]
    statements = {finding["id"]: finding["statement"] for finding in findings}
    found = {}
    for finding in findings:
        # The list itself may be run in a loop that nothing is proved about.
        nested = finding["nested_in"] and statements.get(finding["nested_in"], finding["parent"]["statement"])
        found[finding["statement"], finding["parent"]["statement"], nested] = (
            finding["calls"], finding["n"]["median"], finding["n"]["max"], finding["episodes"])
        for each_link in finding["parent"]["links"]:
            equal(each_link["matched"], each_link["of"], "values that matched")
    equal(found, EPISODES[scenario], "calls, median, maximum and episodes")
