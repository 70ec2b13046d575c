#include <math.h>

#include "builder.h"

double capture_seconds(const struct capture *capture) {
    if (capture->last.monotonic_ns < capture->first.monotonic_ns || !capture->first.monotonic_ns)
        return NAN;
    return (double)(capture->last.monotonic_ns - capture->first.monotonic_ns) * 1e-9;
}

static const char *command_line(struct report_builder *builder, const struct capture *capture) {
    const char *line = capture->argument_count ? "" : capture->executable;
    for (size_t i = 0; i < capture->argument_count; i++)
        line = pool_format(&builder->scratch, "%s%s%s", line, i ? " " : "", capture->arguments[i]);
    return model_fresh_text(builder, line);
}

static struct report_process make_process(struct report_builder *builder, const struct capture *capture) {
    const char **arguments =
        pool_allocate(&builder->report->pool, capture->argument_count, sizeof(*arguments));
    for (size_t i = 0; i < capture->argument_count; i++)
        arguments[i] = model_text(builder, capture->arguments[i]);
    return (struct report_process){
        .pid = capture->pid,
        .executable = model_text(builder, capture->executable),
        .arguments = arguments,
        .argument_count = capture->argument_count,
        .command_line = command_line(builder, capture),
        .start_ns = capture->first.realtime_ns,
        .seconds = capture_seconds(capture),
        .memory_bytes = capture->memory_bytes,
        .sealed = capture->sealed,
    };
}

static struct report_library make_library(struct report_builder *builder,
                                          const struct merged_library *library) {
    const char *path = model_text(builder, library->path);
    return (struct report_library){
        .name = report_basename(path),
        .path = path,
        .driver = library->driver == LOOPLINE_DRIVER_POSTGRESQL ? "postgresql" : "sqlite",
        .version = library->version[0] ? model_text(builder, library->version) : NULL,
    };
}

void model_add_processes(struct report_builder *builder) {
    const struct merged_capture *merged = builder->merged;
    struct report *report = builder->report;
    report->processes = pool_allocate(&report->pool, merged->capture_count, sizeof(*report->processes));
    for (size_t i = 0; i < merged->capture_count; i++)
        report->processes[report->process_count++] = make_process(builder, merged->captures[i]);
    report->libraries = pool_allocate(&report->pool, merged->library_count, sizeof(*report->libraries));
    for (size_t i = 0; i < merged->library_count; i++)
        report->libraries[report->library_count++] = make_library(builder, &merged->libraries[i]);
}
