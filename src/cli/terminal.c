#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static size_t columns_of(int terminal) {
    const char *variable = getenv("COLUMNS");
    const long columns = variable ? strtol(variable, NULL, 10) : 0;
    if (columns > 0 && columns < 10000)
        return (size_t)columns;
    struct winsize size;
    return ioctl(terminal, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static bool has_colours(int terminal) {
    const char *kind = getenv("TERM");
    const char *refused = getenv("NO_COLOR");
    return isatty(terminal) && kind && strcmp(kind, "dumb") != 0 && !(refused && *refused);
}

void terminal_fill_style(FILE *stream, enum colour_choice choice, struct report_style *style) {
    const int terminal = fileno(stream);
    if (isatty(terminal))
        style->columns = columns_of(terminal);
    style->colour = choice == COLOUR_ALWAYS || (choice == COLOUR_AUTO && has_colours(terminal));
}
