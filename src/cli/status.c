#include "cli/command.h"
#include "model/report.h"

int command_status_of(const struct report *report) {
    if (report->is_readable)
        return EXIT_DONE;
    return report->found_files ? EXIT_FAULT : EXIT_NOTHING;
}
