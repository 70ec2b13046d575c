"""Ruby: blocks, loops and iterators by their own lines, on SQLite and PostgreSQL."""

import shutil

from harness import each, equal, skip
from repeating_lines import check_repeating_lines

LOOPS = "apps/ruby/loops.rb"
MULTILINE = ["each", "each_pair", "each_with_index", "inject", "for_in", "while_loop", "until_loop", "begin_while",
             "kernel_loop", "times", "upto", "own_each", "own_map", "slices", "nested_blocks", "rescued", "fiber",
             "thread", "compacted", "called_lambda", "missing_key"]
ONE_LINE = ["map", "sort_by", "modifier", "symbol", "method_object", "lazy", "joined"]
NOTHING = ["straight", "blocks_that_run_once", "own_each_that_yields_in_a_row"]


def need(context, *libraries):
    if not shutil.which("ruby"):
        skip("no ruby")
    for library in libraries:
        if context.run(["ruby", "-e", f"require '{library}'"]).status != 0:
            skip(f"no {library} for ruby")


def record(context, form, driver="sqlite"):
    need(context, "sqlite3" if driver == "sqlite" else "pg")
    env = None if driver == "sqlite" else context.postgresql()
    return context.record(["ruby", context.source(LOOPS), form, driver], env=env).expect(0)


def check_place(context, source, finding, line, header=None):
    where = finding["loop"]
    equal((where["file"], where["line"]), (str(context.source(source)), line), "loop line")
    equal(where["language"], "ruby", "language")
    if header:
        equal(where["header_line"], header, "header line")


def check_form(context, recording, form, header):
    finding = recording.finding()
    equal(finding["kind"], "n+1", "kind")
    equal(finding["confidence"], "confirmed", "confidence")
    equal(finding["calls"], 30, "calls")
    equal(finding["parent"]["links"][0]["column"], "next_id", "column")
    check_place(context, LOOPS, finding, context.line(LOOPS, f"loop {form}"), header)


@each(*MULTILINE)
def test_loop_of_several_lines(context, form):
    check_form(context, record(context, form), form, context.line(LOOPS, f"head {form}"))


@each(*ONE_LINE)
def test_loop_of_one_line(context, form):
    check_form(context, record(context, form), form, context.line(LOOPS, f"loop {form}"))


# libpq is called without Ruby's lock.
@each("each", "while_loop", "symbol", "thread")
def test_loop_over_rows_of_postgresql(context, form):
    check_form(context, record(context, form, "postgresql"), form, None)


@each(*NOTHING)
def test_what_runs_once_is_no_loop(context, form):
    recording = record(context, form)
    equal(recording.findings(), [], "findings")


def test_threads_that_have_ended_are_left_alone(context):
    need(context, "sqlite3")
    recording = context.record(["ruby", context.source("apps/ruby/ended_threads.rb")]).expect(0)
    equal(recording.stdout, "done\n", "standard output")
    looked_up = [site["calls"] for site in recording.report["sites"] if "where id" in site["statement"]]
    equal(sum(looked_up), 10 * 4, "look-ups")


# A library that says it is another Ruby than the one that runs: nothing is where that version keeps it.
def test_wrong_layout_is_noticed(context):
    need(context, "sqlite3")
    version = context.run(["ruby", "-e", "print RUBY_VERSION"]).stdout
    if version >= "3.3":
        skip("since the version that the library claims, everything is at the same place")
    wrong = context.compile("cases/interpreters/other_ruby.c",
                            flags=["-shared", "-fPIC", f'-DVERSION="{version}"'])
    recording = context.record(["sh", "-c", f'LD_PRELOAD="$LD_PRELOAD:{wrong}" exec ruby -e "Process.ppid; load ARGV.shift" "$@"',
                                "sh", context.source(LOOPS), "each"]).expect(0)
    equal(recording.finding()["loop"]["function"], "Ruby code", "what stands for the program")
    assert "no lines of Ruby 3.3.0" in " ".join(recording.render("text").split()), recording.render("text")


# ---- every kind of association of Active Record --------------------------------------------------------------

ASSOCIATIONS = "apps/ruby/associations.rb"


@each("sqlite", "postgresql")
def test_associations(context, driver):
    need(context, "active_record", "sqlite3" if driver == "sqlite" else "pg")
    env = None if driver == "sqlite" else context.postgresql()
    recording = context.record(["ruby", context.source(ASSOCIATIONS), driver], env=env).expect(0)
    check_repeating_lines(recording, context.source(ASSOCIATIONS), "#")


# ---- Active Record in suites of tests ------------------------------------------------------------------------


def check_authors(context, recording, source, marker, calls, kind, executions):
    finding = recording.finding()
    equal(finding["calls"], calls, "calls")
    equal(finding["confidence"], "confirmed", "confidence")
    equal(finding["parent"]["links"][0]["column"], "author_id", "column")
    assert "includes(:author)" in finding["fix"]["summary"], finding["fix"]
    check_place(context, source, finding, context.line(source, f"loop {marker}"), context.line(source, f"head {marker}"))
    loop, = recording.report["loops"]
    equal(loop["entry"]["kind"], kind, "entry")
    equal((loop["entry"]["executions"], loop["entry"]["of"]), executions, "executions")


def test_minitest_is_the_entry(context):
    need(context, "sqlite3", "active_record", "minitest")
    recording = context.record(["ruby", context.source("apps/ruby/test_blog.rb")]).expect(0)
    check_authors(context, recording, "apps/ruby/test_blog.rb", "minitest", 20, "test", (1, 2))
    equal(recording.report["loops"][0]["entry"]["name"], "test_names", "test")


def test_rspec_is_the_entry(context):
    need(context, "sqlite3", "active_record", "rspec/core", "rspec/expectations")
    recording = context.record(["rspec", context.source("apps/ruby/blog_spec.rb")]).expect(0)
    check_authors(context, recording, "apps/ruby/blog_spec.rb", "rspec", 20, "test", (1, 2))
