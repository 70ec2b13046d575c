"""What users read: every sentence in one list, and the phrases that the project has put behind it."""

import re

from harness import ROOT, equal

# Bent English that stood in messages once; each has a plain form (a reader should not have to decode it).
NOT_PLAIN = r"\b(passe[ds] by|tells? the|is told|are told|is no number|lies where|pulls in|ask about the)\b"
# Words of the code that were replaced by the field's; src/README.md has the rooms they live in.
NOT_OUR_WORDS = r"\b(ledger|books|suspect|courier|lane|flight)\b"


def sentences(context):
    return context.run([ROOT / "scripts/user-visible-strings"]).expect(0).stdout.splitlines()


def test_list_of_user_visible_strings(context):
    """Left in the build directory, for whoever reviews the words."""
    found = sentences(context)
    (context.build / "user-visible-strings.txt").write_text("\n".join(found) + "\n", encoding="utf-8")
    assert any("no capture given" in line for line in found), found[:5]


def test_messages_are_plain(context):
    bent = re.compile(f"{NOT_PLAIN}|{NOT_OUR_WORDS}", re.IGNORECASE)
    equal([line for line in sentences(context) if bent.search(line.split(": ", 1)[1])], [], "sentences to rewrite")


def test_messages_point_to_help_in_one_way(context):
    wrong = [line for line in sentences(context) if "--help`" in line and "try `" not in line and ":24:" not in line
             and "Subcommands" not in line and "explains" not in line and "lists them" not in line]
    equal(wrong, [], "other ways to point to --help")
