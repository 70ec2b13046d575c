/* The width and colours of a terminal. */
#ifndef LOOPLINE_CLI_TERMINAL_H
#define LOOPLINE_CLI_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

#include "report/formats.h"

enum colour_choice { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/*
 * Fills in width and colours for output to `stream`. COLUMNS overrides the terminal's width. COLOUR_AUTO
 * means colours on a terminal that has them, unless NO_COLOR is set.
 */
void terminal_fill_style(FILE *stream, enum colour_choice choice, struct report_style *style);

#endif
