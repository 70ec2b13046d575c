"""What is shipped: manual pages, completions and Debian packages, made from the command as it is."""

import json
import os
import pty
import re
import shutil
import subprocess

from harness import ROOT, each, equal, skip


def manual(context):
    directory = context.directory / "manual"
    subprocess.run([ROOT / "scripts/manual", context.loopline, directory], check=True)
    return directory


def subcommands(context):
    return re.findall(r"^  (\w+) ", context.run([context.loopline, "--help"]).expect(0).stdout, re.MULTILINE)


def test_every_subcommand_and_option_has_its_place_in_the_manual(context):
    directory = manual(context)
    for name in subcommands(context):
        page = (directory / f"man1/loopline-{name}.1").read_text(encoding="utf-8").replace("\\-", "-")
        text = context.run([context.loopline, name, "--help"]).expect(0).stdout
        for option in re.findall(r"^  (?:-\w, |    )--([\w-]+)", text, re.MULTILINE):
            assert f"\\fB--{option}\\fR" in page, (name, option)
        assert page.startswith(".TH "), page[:80]


def complete(context, *words):
    """What bash offers for the last of the words."""
    script = f"source {manual(context)}/completions/loopline.bash; COMP_WORDS=({' '.join(repr(word) for word in words)}); " \
             f"COMP_CWORD={len(words) - 1}; _loopline; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    return subprocess.run(["bash", "-c", script], stdout=subprocess.PIPE, check=True, text=True).stdout.split()


def test_bash_completes_subcommands_options_and_values(context):
    equal(complete(context, "loopline", "re"), ["report", "resume"], "subcommands")
    assert "--threshold" in complete(context, "loopline", "report", "--"), "options of report"
    equal(complete(context, "loopline", "report", "--format", "js"), ["json"], "formats")
    equal(complete(context, "loopline", "normalize", "--dialect", ""), ["postgresql", "sqlite"], "dialects")
    equal(complete(context, "loopline", "report", "some"), [], "a file: bash's own completion serves")


def fish_offers(context, line):
    """What fish offers for the last word of the line."""
    script = f"source {manual(context)}/completions/loopline.fish; complete -C '{line}'"
    ended = context.run(["fish", "--no-config", "-c", script], env={"HOME": context.directory}).expect(0)
    return [offer.split("\t")[0] for offer in ended.stdout.splitlines()]


# Writes down what is offered for the line that is typed, and ends with ^X.
ZSHRC = """\
fpath=({completions} $fpath)
autoload -Uz compinit && compinit -u -D
compadd() {{
    [[ ${{@[1,(i)(-|--)]}} == *-[OAD]* ]] || {{ local -a offered; builtin compadd -O offered "$@"; print -rl -- $offered >>{offers}; }}
    builtin compadd "$@"
}}
leave() exit
zle -N leave
bindkey '^X' leave
"""


def zsh_offers(context, line):
    """The same of zsh, at a terminal."""
    offers = context.directory / "offers"
    offers.write_text("")
    (context.directory / ".zshrc").write_text(ZSHRC.format(completions=manual(context) / "completions", offers=offers))
    outside, inside = pty.openpty()
    env = context.environment({"ZDOTDIR": context.directory, "TERM": "xterm", "HOME": context.directory})
    with subprocess.Popen(["zsh", "-i"], stdin=inside, stdout=inside, stderr=inside, env=env, start_new_session=True) as shell:
        os.close(inside)
        os.write(outside, f"{line}\t\x18".encode())
        try:
            while os.read(outside, 4096):
                pass
        except OSError:  # the shell has ended
            pass
        os.close(outside)
    equal(shell.returncode, 0, "exit status of zsh")
    return [offer for offer in offers.read_text().splitlines() if offer]


@each("zsh", "fish")
def test_zsh_and_fish_complete_what_bash_does(context, shell):
    if not shutil.which(shell):
        skip(f"no {shell}")
    offers = {"zsh": zsh_offers, "fish": fish_offers}[shell]
    equal(offers(context, "loopline re"), ["report", "resume"], "subcommands")
    assert {"--threshold", "--format"} <= set(offers(context, "loopline report --")), "options of report"
    equal(offers(context, "loopline report --format js"), ["json"], "formats")
    equal(offers(context, "loopline report -f js"), ["json"], "formats after the letter")
    equal(offers(context, "loopline run --format sar"), ["sarif"], "formats of run")
    equal(sorted(offers(context, "loopline normalize --dialect ")), ["postgresql", "sqlite"], "dialects")
    (context.directory / "web.loopline").write_text("")
    equal(offers(context, "loopline report web"), ["web.loopline"], "files")
    assert "gzip" in offers(context, "loopline run gzi"), "a command to run"


def test_packages_hold_what_works_together(context):
    """Unpacked elsewhere, the command finds the library, and the library's report at exit the command."""
    build = context.directory / "build"
    build.mkdir()
    for name in ("loopline", "libloopline.so"):
        (build / name).write_bytes((context.loopline.parent / name).read_bytes())
        (build / name).chmod(0o755)
    subprocess.run([ROOT / "scripts/deb", build], check=True, stdout=subprocess.PIPE)
    root = context.directory / "root"
    packages = sorted((build / "deb").glob("*.deb"))
    equal(len(packages), 2, "packages")
    for package in packages:
        subprocess.run(["dpkg-deb", "-x", package, root], check=True)
    program = context.compile("apps/authors/authors.c", "apps/authors/database_sqlite.c", libraries=["-lsqlite3"])
    ended = context.run([root / "usr/bin/loopline", "run", "-f", "json", "--", program]).expect(0)
    equal(len(json.loads(ended.stderr)["findings"]), 1, "findings")
    shim = next((root / "usr/lib").glob("*/loopline/libloopline.so"))
    ended = context.run([program], env={"LD_PRELOAD": shim, "LOOPLINE_OUT": context.directory / "out",
                                        "LOOPLINE_WAIT": "60"})
    assert (context.directory / "out.txt").exists(), ended.stderr
