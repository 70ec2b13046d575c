"""Ruby, PHP and Perl of other releases of Debian: every way to write a loop, and what is none."""

import os
import pathlib

from harness import ROOT, TESTS, each, skip

# Lists directories, separated by colons, that `scripts/with-root --make trixie /srv/trixie` and its like have filled.
ROOTS = "LOOPLINE_TEST_ROOTS"
FILES = {"ruby": "test_ruby.py", "php": "test_php_language.py", "perl": "test_perl.py"}
SECONDS = 170


def roots():
    listed = [pathlib.Path(path) for path in os.environ.get(ROOTS, "").split(":") if path]
    return listed or skip(f"{ROOTS} lists no root of another release: scripts/with-root --make")


# Tests that ask nothing of one version, by a part of their names.
@each("ruby loop_of_", "ruby is_no_loop", "ruby have_ended", "php test_loops[", "php are_no_loop", "perl way_to_loop", "perl is_no_loop")
def test_in_other_releases(context, chosen):
    language, part = chosen.split()
    for root in roots():
        ended = context.run([ROOT / "scripts/with-root", root, ROOT / "tests/run", "--build", context.build, "--match", part,
                             TESTS / "e2e" / FILES[language]], timeout=SECONDS)
        assert ended.status == 0, f"{root}:\n{ended.stdout}{ended.stderr}"
        assert not ended.stdout.startswith("0 passed"), f"{root}: nothing ran"
