#!/usr/bin/env python3
"""Lays out keyword_slots.h from keywords.def: open addressing, so that a look-up is one load in most cases.

The hash is that of keyword_find() in keywords.h; change both together.
"""
import os
import re

here = os.path.dirname(os.path.abspath(__file__))
SLOTS = 512


def slot(word):
    head = int.from_bytes(word.encode()[:8].ljust(8, b"\0"), "little")
    return ((head + len(word)) * 0x9E3779B97F4A7C15 & (1 << 64) - 1) >> 55


with open(os.path.join(here, "keywords.def"), encoding="ascii") as definitions:
    words = re.findall(r"^WORD\((\w+),", definitions.read(), re.M)
assert len(words) == len(set(words)) < 256 and max(map(len, words)) < 24

slots = [0] * SLOTS
for number, word in enumerate(words, 1):
    at = slot(word)
    while slots[at]:
        at = (at + 1) % SLOTS
    slots[at] = number

rows = [", ".join(f"{n:3}" for n in slots[i : i + 16]) for i in range(0, SLOTS, 16)]
with open(os.path.join(here, "keyword_slots.h"), "w", encoding="ascii") as out:
    out.write("/* Written by keywords.py from keywords.def: do not edit. */\n")
    out.write("#ifndef LOOPLINE_SQL_KEYWORD_SLOTS_H\n#define LOOPLINE_SQL_KEYWORD_SLOTS_H\n\n#include \"keywords.h\"\n\n")
    out.write(f"#define KEYWORD_SLOTS_LAID_OUT_FOR {len(words)}\n\n")
    out.write("/* clang-format off */\n")
    out.write("const uint8_t keyword_slots[KEYWORD_SLOTS] = {\n    ")
    out.write(",\n    ".join(rows))
    out.write(",\n};\n/* clang-format on */\n\n#endif\n")
