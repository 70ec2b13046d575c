"""Deeper stacks than are kept: the innermost frames are, and the loop among them is named."""

import shutil

from harness import each, equal, skip

COMMANDS = {"ruby/deep.rb": ["ruby"], "php/deep.php": ["php"], "perl/deep.pl": ["perl"]}
PROBES = {"ruby": ["ruby", "-rsqlite3", "-e", ""], "php": ["php", "-r", "new PDO('sqlite::memory:');"],
          "perl": ["perl", "-MDBD::SQLite", "-e", "1"]}
VARIABLES = {"RUBY_THREAD_VM_STACK_SIZE": "40000000"}  # Ruby's own bound on recursion


@each(*COMMANDS)
def test_ten_thousand_levels(context, program):
    command, = COMMANDS[program]
    if not shutil.which(command) or context.run(PROBES[command]).status != 0:
        skip(f"no {command} with its driver for SQLite")
    source = f"apps/{program}"
    recording = context.record([command, context.source(source)], env=VARIABLES).expect(0)
    finding = recording.finding()
    equal((finding["kind"], finding["confidence"], finding["calls"]), ("n+1", "confirmed", 100), "finding")
    loop = finding["loop"]
    equal((loop["line"], loop["header_line"]), (context.line(source, "loop line"), context.line(source, "header line")), "lines")
