"""Values: which column of which rows a parameter came from, and that reading them changes nothing."""

from cases import case
from harness import each, equal

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
