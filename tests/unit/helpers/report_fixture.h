/*
 * Reports on synthetic captures, with scripted symbols, for the tests of the formats. To be included by one
 * test program; see scripted_symbols.h.
 */
#ifndef LOOPLINE_UNIT_HELPERS_REPORT_FIXTURE_H
#define LOOPLINE_UNIT_HELPERS_REPORT_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture_builder.h"
#include "model/build.h"
#include "scripted_symbols.h"

enum fixture_content {
    FIXTURE_FINDING, /* view:19 → runner:5 lists 100 rows; view:21, in a loop from line 20, → helper:9 looks
                        up */
    FIXTURE_NOTHING_KNOWN, /* a loop in a module without debug information, killed, without clock or text */
    FIXTURE_HOSTILE_TEXTS, /* terminal escapes in statement and path */
    FIXTURE_FAILURES,      /* the second of two statements failed 1,234 times */
    FIXTURE_NO_STATEMENTS,
};

static const struct scripted_frame fixture_frames[] = {
    {0x1010, "main", 10, {0}, 0x1000},
    {0x2010, "view", 19, {0}, 0x2000},
    {0x2020, "view", 21, {20}, 0x2000},
    {0x3010, "helper", 9, {0}, 0x3000},
    {0x4010, "loop", 0, {7}, 0x4000},
    {0x5010, "runner", 5, {0}, 0x5000},
    {0},
};

static void fixture_build_finding(struct capture_builder *builder) {
    const enum loopline_driver driver = LOOPLINE_DRIVER_POSTGRESQL;
    const uint32_t shop = builder_module(builder, "/opt/shop/bin/shop", 1);
    const uint32_t libc = builder_module(builder, "/lib/libc.so.6", 0);
    builder_library(builder, driver, "/usr/lib/libpq.so.5", "15.18");
    const uint32_t list = builder_statement(builder, driver, SQL_READ, "select id, author_id from books");
    const uint32_t look_up =
        builder_statement(builder, driver, SQL_READ, "select name from authors where id = ?");
    const struct loopline_frame main_frame = {.owner = shop, .position = 0x1010};
    const struct loopline_frame libc_frame = {.owner = libc, .position = 0x9999};
    const uint32_t outer = builder_stack_of_frames(
        builder,
        (const struct loopline_frame[]){
            {.owner = shop, .position = 0x5010}, {.owner = shop, .position = 0x2010}, main_frame, libc_frame},
        4);
    const uint32_t inner = builder_stack_of_frames(
        builder,
        (const struct loopline_frame[]){
            {.owner = shop, .position = 0x3010}, {.owner = shop, .position = 0x2020}, main_frame, libc_frame},
        4);
    builder_thread_record(builder, 101);
    const uint32_t parent = builder_site(builder, &(struct loopline_site){
                                                      .statement = list,
                                                      .stack = outer,
                                                      .calls = 1,
                                                      .rows = 100,
                                                      .ticks = 2000000,
                                                      .without_parameters = 1,
                                                  });
    builder_site(builder, &(struct loopline_site){
                              .statement = look_up,
                              .stack = inner,
                              .calls = 100,
                              .rows = 100,
                              .ticks = 10000000,
                              .distinct_parameters = 100,
                              .parent_candidates = {{.parent = parent, .adjacent = 1}},
                          });
}

static void fixture_build_nothing_known(struct capture_builder *builder) {
    const uint32_t module = builder_module(builder, "/opt/shop/bin/stripped", 1);
    builder_library(builder, LOOPLINE_DRIVER_SQLITE, "/usr/lib/libsqlite3.so.0", "");
    const struct loopline_statement unseen = {
        .id = 1,
        .driver = LOOPLINE_DRIVER_SQLITE,
        .fingerprint = 7,
        .statement_class = SQL_READ,
        .flags = LOOPLINE_STATEMENT_UNSEEN,
    };
    builder_record(builder, 0, LOOPLINE_RECORD_STATEMENT,
                   (const char *)&unseen + sizeof(struct loopline_record),
                   sizeof(unseen) - sizeof(struct loopline_record));
    const uint32_t stack = builder_stack(builder, module, (const uint64_t[]){0x4010}, 1);
    builder_thread_record(builder, 50);
    builder_site(builder, &(struct loopline_site){
                              .statement = 1, .stack = stack, .calls = 50, .distinct_parameters = 50});
    struct loopline_header *header = builder_header(builder);
    header->last = header->first;
    header->sealed = 0;
    header->dropped = 3;
    header->stop = LOOPLINE_STOP_CAPACITY;
}

static void fixture_build_failures(struct capture_builder *builder) {
    const uint32_t shop = builder_module(builder, "/opt/shop/bin/shop", 1);
    const uint32_t stack = builder_stack(builder, shop, (const uint64_t[]){0x3010}, 1);
    static const struct {
        const char *text;
        uint64_t failed;
    } statements[] = {{"select 1", 0}, {"insert into orders(id) values (?)", 1234}};
    builder_thread_record(builder, 4000);
    for (size_t i = 0; i < sizeof(statements) / sizeof(*statements); i++) {
        const uint32_t statement =
            builder_statement(builder, LOOPLINE_DRIVER_SQLITE, i ? SQL_INSERT : SQL_READ, statements[i].text);
        builder_site(builder, &(struct loopline_site){
                                  .statement = statement,
                                  .stack = stack,
                                  .calls = 2500 - 1000 * i,
                                  .failed = statements[i].failed,
                                  .without_parameters = 2500 - 1000 * i,
                              });
    }
}

static void fixture_build(struct capture_builder *builder, enum fixture_content content) {
    builder_start(builder);
    switch (content) {
    case FIXTURE_FINDING:
        fixture_build_finding(builder);
        return;
    case FIXTURE_NOTHING_KNOWN:
        fixture_build_nothing_known(builder);
        return;
    case FIXTURE_HOSTILE_TEXTS: {
        const uint32_t module = builder_module(builder, "/opt/\x1b]0;title\x07/stripped", 1);
        const uint32_t statement =
            builder_statement(builder, LOOPLINE_DRIVER_SQLITE, SQL_READ, "select \x1b[31m\xff");
        const uint32_t stack = builder_stack(builder, module, (const uint64_t[]){0x4010}, 1);
        builder_thread_record(builder, 9);
        builder_site(builder, &(struct loopline_site){.statement = statement, .stack = stack, .calls = 9});
        strcpy(builder_header(builder)->executable, "/opt/\x1b[2J");
        return;
    }
    case FIXTURE_FAILURES:
        fixture_build_failures(builder);
        return;
    case FIXTURE_NO_STATEMENTS:
        return;
    }
}

static struct report *fixture_report_of_paths(const char *const *paths, size_t count) {
    scripted_frames = fixture_frames;
    return report_new(paths, count, &(struct report_options){0});
}

static struct report *fixture_report(enum fixture_content content) {
    char path[4096];
    const char *directory = getenv("TMPDIR");
    snprintf(path, sizeof(path), "%s/loopline-report-XXXXXX", directory ? directory : "/tmp");
    const int file = mkstemp(path);
    if (file < 0)
        abort();
    close(file);
    struct capture_builder builder;
    fixture_build(&builder, content);
    builder_write(&builder, path);
    builder_free(&builder);
    struct report *report = fixture_report_of_paths((const char *const[]){path}, 1);
    unlink(path);
    if (!report->is_readable)
        abort();
    return report;
}

#endif
