#include "facts.h"

#include <string.h>

const char *fleet_file(const struct report_loop *loop) {
    return loop->where->repository_path ? loop->where->repository_path : loop->where->file;
}

const char *fleet_confidence(const struct report_loop *loop) {
    for (size_t i = 0; i < loop->finding_count; i++) {
        if (strcmp(loop->findings[i]->confidence, "confirmed") == 0)
            return loop->findings[i]->confidence;
    }
    return loop->findings[0]->confidence;
}

/* A damaged capture's clock may tell none, or more than there is. */
static uint64_t nanoseconds_of(double seconds) {
    return seconds > 0 && seconds < 1e9 ? (uint64_t)(seconds * 1e9) : 0;
}

uint64_t fleet_end_ns(const struct report *report) {
    uint64_t latest = 0;
    for (size_t i = 0; i < report->process_count; i++) {
        const struct report_process *process = &report->processes[i];
        const uint64_t end = process->start_ns ? process->start_ns + nanoseconds_of(process->seconds) : 0;
        latest = end > latest ? end : latest;
    }
    return latest;
}

uint64_t fleet_start_ns(const struct report *report) {
    uint64_t earliest = 0;
    for (size_t i = 0; i < report->process_count; i++) {
        const uint64_t start = report->processes[i].start_ns;
        earliest = start && (!earliest || start < earliest) ? start : earliest;
    }
    return earliest;
}
