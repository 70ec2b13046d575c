/*
 * A recording in a directory of its own, with call sites that a test runs by hand: what the hooks do, without
 * hooks, stacks and databases. What came of it is read back as the command would read it.
 *
 * Every function fails the test where it cannot do its work.
 */
#ifndef LOOPLINE_UNIT_HELPERS_SCENE_H
#define LOOPLINE_UNIT_HELPERS_SCENE_H

#include <stdint.h>

#include "capture/reader/reader.h"
#include "capture/writer/recording.h"
#include "sql/normalize.h"

struct scene {
    char directory[64];
    struct recording *recording;
    struct thread_record *thread; /* the first */
    struct capture *capture;      /* what scene_read returned last */
};

void scene_start(struct scene *scene);
void scene_start_bounded(struct scene *scene, uint64_t capacity);
void scene_end(struct scene *scene);

/* The description that scene_start uses, for a recording of the test's own in `directory`. */
struct recording_description scene_description(const char *prefix, uint64_t capacity);
/* A new directory below the temporary one, and its removal with all that is in it. */
void scene_make_directory(char directory[64]);
void scene_remove_directory(const char *directory);

/* The id of a statement whose text is `text`; of the same text the same. */
struct statement_reference scene_statement(struct recording *recording, enum sql_class statement_class,
                                           const char *text);

/* The site of that statement at a stack that stands for `line`; the same one for the same arguments. */
struct site_state *scene_site(struct thread_record *thread, enum sql_class statement_class, const char *text,
                              uint32_t line);

/* One execution. Values are as value.h has them; scene_key makes one. */
struct scene_execution {
    const uint64_t *parameters;
    uint32_t parameter_count;
    const uint64_t *rows; /* one row behind the other */
    uint32_t columns;
    uint32_t row_count;
    const char *const *names; /* of the columns; NULL: none has one */
    bool in_transaction;
    bool pipelined;
};
void scene_run(struct thread_record *thread, struct site_state *site,
               const struct scene_execution *execution);

/* A site run without parameters that returns the keys from `first`, one a row, and one run with a key. */
void scene_run_list(struct thread_record *thread, struct site_state *site, uint64_t first, uint32_t count);
void scene_run_look_up(struct thread_record *thread, struct site_state *site, uint64_t value);

/* A value that may identify a row, of a kind that meets by chance, and one of a kind that hardly does. */
uint64_t scene_key(uint64_t number);
uint64_t scene_wide_key(uint64_t number);

/* The capture as it is now. Valid until the next call, or the scene's end. */
const struct capture *scene_read(struct scene *scene);
/* The record of a site in it. */
const struct capture_site *scene_site_in(const struct capture *capture, const struct site_state *site);

#endif
