"""loopline run: the command behaves as if run directly, and all its processes are reported on as one."""

import json
import os
import shutil
import signal
import subprocess

from harness import each, equal


def authors(context):
    return context.compile("apps/authors/authors.c", "apps/authors/database_sqlite.c", libraries=["-lsqlite3"])


def run(context, *arguments, **options):
    return context.run([context.loopline, "run", *arguments], **options)


def python(text):
    return ["/usr/bin/python3", "-c", text]


def temporary(context):
    directory = context.directory / "temporary"
    directory.mkdir()
    return directory


def test_report_goes_to_standard_error_alone(context):
    plain = context.run([authors(context)])
    ended = run(context, "--", authors(context)).expect(0)
    equal(ended.stdout, plain.stdout, "standard output")
    loop_line = context.line("apps/authors/authors.c", "loop line")
    assert f"authors.c:{loop_line}" in ended.stderr, ended.stderr


def test_options_end_where_the_command_begins(context):
    ended = run(context, "--format", "json", authors(context), "--join").expect(0)
    equal(json.loads(ended.stderr)["findings"], [], "findings")


@each("run", "report", "normalize", "doctor")
def test_wrong_option_is_named_with_the_subcommand(context, subcommand):
    ended = context.run([context.loopline, subcommand, "--no-such-option"]).expect(2)
    equal(ended.stderr, f"loopline {subcommand}: unrecognized option '--no-such-option'\n"
                        f"try `loopline {subcommand} --help`\n", "standard error")


def test_processes_are_one_report(context):
    """Two programs that the command starts, each with seven look-ups."""
    script = 'mkdir reports && "$0" 7 >/dev/null && exec "$0" 7'
    run(context, "-o", "reports/two", "-f", "json", "--", "sh", "-c", script, authors(context)).expect(0)
    report = json.loads((context.directory / "reports/two.json").read_text(encoding="utf-8"))
    equal(len(report["processes"]), 2, "processes")
    equal(report["totals"]["statements"], 2 * (4 + 1 + 7), "statements")
    equal([finding["calls"] for finding in report["findings"]], [14], "calls of the findings")


def test_threshold(context):
    ended = run(context, "--threshold", "8", "--format", "json", authors(context), "7").expect(0)
    equal(json.loads(ended.stderr)["findings"], [], "findings")
    ended = run(context, "--threshold", "7", "--format", "json", authors(context), "7").expect(0)
    equal(len(json.loads(ended.stderr)["findings"]), 1, "findings")


def test_output_prefix(context):
    ended = run(context, "-o", "out", "-f", "text,json", "--", authors(context)).expect(0)
    equal(sorted(path.name for path in context.directory.iterdir()), ["out.json", "out.txt"], "files")
    equal(ended.stderr, "loopline: 1 finding in 105 statements: out.txt\nloopline: also in out.json\n",
          "standard error")


@each(("x.html", "html", "x.html"), ("x.json", "code-quality", "x.json"), ("x.txt", "jira", "x.txt"),
      ("x.y", "html", "x.y.html"), (".html", "html", ".html.html"), ("x.html", "text,html", "x.html x.txt"),
      ("x.json", "json,code-quality", "x.code-quality.json x.json"))
def test_output_that_ends_as_the_format_is_the_file(context, case):
    output, formats, files = case
    ended = run(context, "-o", output, "-f", formats, "--", authors(context)).expect(0)
    equal(" ".join(sorted(path.name for path in context.directory.iterdir())), files, "files")
    assert all(name in ended.stderr for name in files.split()), ended.stderr


def test_output_that_cannot_be_written(context):
    ended = run(context, "-o", "nowhere/out", "--", authors(context)).expect(0)
    assert "nowhere/out.txt" in ended.stderr and "No such file" in ended.stderr, ended.stderr


@each(0, 1, 3, 126, 127, 255)
def test_exit_status(context, status):
    run(context, "--", "sh", "-c", f"exit {status}").expect(status)


@each("SIGTERM", "SIGKILL", "SIGABRT", "SIGPIPE")
def test_death_by_a_signal(context, name):
    run(context, "--", "sh", "-c", f"kill -{name[3:]} $$").expect(-getattr(signal, name))


def test_killed_command_is_reported_on(context):
    """SIGKILL leaves the capture as it was after the last statement."""
    text = ("import os, signal, sqlite3\nd = sqlite3.connect(':memory:')\n"
            "for n in range(9): d.execute('select ?', (n,)).fetchall()\n"
            "os.kill(os.getpid(), signal.SIGKILL)")
    ended = run(context, "-f", "json", "--", *python(text)).expect(-signal.SIGKILL)
    equal(json.loads(ended.stderr)["totals"]["statements"], 9, "statements")


def test_command_that_is_not_there(context):
    ended = run(context, "--", "no-such-program").expect(127)
    equal(ended.stderr, "loopline run: no-such-program: No such file or directory\n", "standard error")


def test_command_that_may_not_be_executed(context):
    (context.directory / "plain").write_text("")
    ended = run(context, "--", "./plain").expect(126)
    equal(ended.stderr, "loopline run: ./plain: Permission denied; make it executable, or name its interpreter: "
                        "loopline run -- INTERPRETER ./plain\n", "standard error")


def test_script_without_its_interpreter(context):
    (context.directory / "shop.py").write_text("print()")
    ended = run(context, "--", "shop.py").expect(127)
    equal(ended.stderr, "loopline run: shop.py: No such file or directory in PATH; write ./shop.py, or name its "
                        "interpreter: loopline run -- python3 shop.py\n", "standard error")
    (context.directory / "odd").write_text("#!/no/such/interpreter")
    (context.directory / "odd").chmod(0o755)
    ended = run(context, "--", "./odd").expect(127)
    equal(ended.stderr, "loopline run: ./odd: No such file or directory; the interpreter that it needs is missing\n",
          "standard error")


def test_command_without_statements(context):
    ended = run(context, "--", "/bin/true").expect(0)
    equal(ended.stderr,
          "loopline run: Loopline saw no statement; to find out why, run: loopline doctor /bin/true\n",
          "standard error")


@each("seen", "unseen", "missing")
def test_leaves_nothing_behind(context, what):
    program = {"seen": authors(context), "unseen": "/bin/true", "missing": "no-such-program"}[what]
    directory = temporary(context)
    run(context, "--", program, env={"TMPDIR": directory})
    equal(list(directory.iterdir()), [], "files left behind")


def test_keep(context):
    directory = temporary(context)
    ended = run(context, "--keep", "--", authors(context), env={"TMPDIR": directory}).expect(0)
    kept, = directory.iterdir()
    equal(kept.stat().st_mode & 0o777, 0o700, "permissions")
    assert f"the captures are in {kept}" in ended.stderr, ended.stderr
    equal([path.suffix for path in kept.iterdir()], [".capture"], "files kept")


def test_percent_sign_in_the_temporary_directory(context):
    directory = context.directory / "100%e"
    directory.mkdir()
    ended = run(context, "-f", "json", "--", authors(context), env={"TMPDIR": directory}).expect(0)
    equal(len(json.loads(ended.stderr)["processes"]), 1, "processes")


def test_temporary_directory_that_is_not_there(context):
    ended = run(context, "--", "/bin/true", env={"TMPDIR": "/nowhere"}).expect(4)
    assert "set TMPDIR" in ended.stderr, ended.stderr


def test_standard_input_and_environment_are_the_commands(context):
    ended = run(context, "--", "sh", "-c", 'cat; echo "$KEPT"', stdin="given\n", env={"KEPT": "kept"}).expect(0)
    equal(ended.stdout, "given\nkept\n", "standard output")


def test_other_preloads_are_kept(context):
    source = context.directory / "other.c"
    source.write_text("int loopline_test_other; int loopline_test_other;\n")
    library = context.directory / "libother.so"
    context.run(["gcc", "-shared", "-fPIC", "-o", library, source]).expect(0)
    ended = run(context, "--", "grep", "-oE", "lib(other|loopline).so", "/proc/self/maps",
                env={"LD_PRELOAD": library}).expect(0)
    equal(set(ended.stdout.split()), {"libother.so", "libloopline.so"}, "libraries")


def test_switched_off_in_the_environment_is_on_again(context):
    ended = run(context, "-f", "json", "--", authors(context), env={"LOOPLINE": "0"}).expect(0)
    equal(json.loads(ended.stderr)["totals"]["statements"], 105, "statements")


def start(context, script, **options):
    """
    A shell script under `loopline run` that has said it is ready. A shell that was started in the background would
    hand its ignored signals down, and no trap is set for those.
    """
    def prepare(given=options.pop("preexec_fn", None)):
        for name in (signal.SIGINT, signal.SIGQUIT):
            signal.signal(name, signal.SIG_DFL)
        if given:
            given()

    process = subprocess.Popen(
        [context.loopline, "run", "--", "sh", "-c", f"{script}\necho ready; read line; exit 9"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=context.environment(), text=True,
        start_new_session=True, preexec_fn=prepare, **options)
    equal(process.stdout.readline(), "ready\n", "first line")
    return process


def end(process, text=""):
    """Its standard input stays open until the signal has had its effect, seen by the end of its output."""
    if text:
        process.stdin.write(text)
        process.stdin.flush()
    output = process.stdout.read()
    process.communicate(timeout=60)
    return output


@each("TERM", "HUP")
def test_signal_is_handed_on(context, name):
    process = start(context, f"trap 'echo got {name}; exit 5' {name}")
    process.send_signal(getattr(signal, f"SIG{name}"))
    equal(end(process), f"got {name}\n", "standard output")
    equal(process.returncode, 5, "exit status")


@each("INT", "QUIT")
def test_signal_of_the_terminal_is_left_to_the_command(context, name):
    process = start(context, f"trap 'echo got {name}; exit 5' {name}")
    os.killpg(process.pid, getattr(signal, f"SIG{name}"))
    equal(end(process), f"got {name}\n", "standard output")
    equal(process.returncode, 5, "exit status")


def test_interrupt_is_not_handed_on_besides(context):
    """The terminal has sent it to the command already: twice would be once too often."""
    process = start(context, "")
    process.send_signal(signal.SIGINT)
    end(process, "\n")
    equal(process.returncode, 9, "exit status")


def test_death_by_ctrl_c(context):
    process = start(context, "")
    os.killpg(process.pid, signal.SIGINT)
    end(process)
    equal(process.returncode, -signal.SIGINT, "exit status")


def test_ignored_signal_stays_ignored(context):
    process = start(context, "", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    os.killpg(process.pid, signal.SIGHUP)
    end(process, "\n")
    equal(process.returncode, 9, "exit status")


@each((), ("--nonsense",), ("-t", "1", "true"), ("-t", "x", "true"), ("-f", "nonsense", "true"),
      ("-f", "text,json", "true"))
def test_wrong_usage(context, arguments):
    ended = run(context, *arguments).expect(2)
    assert ended.stderr and not ended.stdout, ended.stdout


def test_installed_layout(context):
    """bin/loopline finds lib/loopline/libloopline.so, and the shim's report finds the command."""
    prefix = context.directory / "prefix"
    for name in ("bin", "lib/loopline"):
        (prefix / name).mkdir(parents=True)
    shutil.copy(context.loopline, prefix / "bin")
    shutil.copy(context.shim, prefix / "lib/loopline")
    ended = context.run([prefix / "bin/loopline", "run", "-f", "json", "--", authors(context)]).expect(0)
    equal(len(json.loads(ended.stderr)["findings"]), 1, "findings")


def test_shim_that_is_not_installed(context):
    lonely = context.directory / "loopline"
    shutil.copy(context.loopline, lonely)
    ended = context.run([lonely, "run", "--", "/bin/true"]).expect(4)
    assert "libloopline.so is neither beside this program" in ended.stderr, ended.stderr


@each((("--fail-on", "any"), (), 1), (("--fail-on", "confirmed"), (), 1), (("--fail-on", "any"), ("--join",), 0),
      ((), (), 0))
def test_fail_on(context, case):
    """A command that succeeds makes the run fail by what the report says."""
    options, arguments, status = case
    run(context, *options, "--", authors(context), *arguments).expect(status)


def test_fail_on_leaves_the_commands_own_failure(context):
    run(context, "--fail-on", "any", "--", "sh", "-c", '"$0"; exit 7', authors(context)).expect(7)


def test_fail_on_where_nothing_was_recorded(context):
    run(context, "--fail-on", "any", "--", "/bin/true").expect(3)
    run(context, "--", "/bin/true").expect(0)


def test_entry_of_a_c_program_is_main(context):
    """Not _start, which lies in the program too."""
    ended = run(context, "-f", "json", "--", authors(context)).expect(0)
    entry = json.loads(ended.stderr)["loops"][0]["entry"]
    equal((entry["kind"], entry["name"]), ("command", "main"), "entry")
