/* Reads and judges a file, and writes what it amounts to in every format of a report. */
#ifndef TESTS_FUZZ_RENDERING_H
#define TESTS_FUZZ_RENDERING_H

#include <stdio.h>
#include <stdlib.h>

#include "model/build.h"
#include "report/formats.h"

/* Called with what each format wrote; NULL: nobody asks. */
typedef void fuzz_check_function(const struct report_format *format, const char *text, size_t length);

static inline void fuzz_render_as(const struct report *report, const struct report_format *format,
                                  fuzz_check_function *check) {
    const struct report_style style = {.all = true};
    char *text = NULL;
    size_t length = 0;
    FILE *output = open_memstream(&text, &length);
    if (!output)
        abort();
    format->write(report, &style, output);
    fclose(output);
    if (check)
        check(format, text, length);
    free(text);
}

/* `path`: of a capture or a merged file; one that cannot be read is left alone. */
static inline void fuzz_render_file(const char *path, fuzz_check_function *check) {
    const struct report_options options = {.threshold = 2};
    struct report *const report = report_new(&path, 1, &options);
    for (const struct report_format *format = report_formats; report->is_readable && format->name; format++)
        fuzz_render_as(report, format, check);
    report_free(report);
}

#endif
