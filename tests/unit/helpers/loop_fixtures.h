/* The loop fixtures (tests/unit/fixtures/loops), as the tests see them. */
#ifndef LOOPLINE_UNIT_HELPERS_LOOP_FIXTURES_H
#define LOOPLINE_UNIT_HELPERS_LOOP_FIXTURES_H

#include "analyze/symbols/symbols.h"

enum {
    FIXTURE_MAXIMUM_LINES = 512,
    FIXTURE_MAXIMUM_FRAMES = 4096,
    FIXTURE_NAME_BYTES = 32,
    FIXTURE_PATH_BYTES = 4096
};

/* The comments of one source; lines count from 1. */
struct fixture_source {
    char expected[FIXTURE_MAXIMUM_LINES][FIXTURE_NAME_BYTES]; /* loop name or "none"; empty: nothing */
    char loop[FIXTURE_MAXIMUM_LINES][FIXTURE_NAME_BYTES];     /* the loop that may start here */
    int line_count;
};

/* The return addresses of one run, in a module of the fixture's own. */
struct fixture_frames {
    char path[FIXTURE_PATH_BYTES];            /* of the program or its library */
    uint64_t offsets[FIXTURE_MAXIMUM_FRAMES]; /* each once */
    size_t count;
};

struct fixture_key {
    struct symbols_module_key key;
    uint8_t build_id[64];
};

/* Reads the comments of the source called `name` ("plain.c"). False: no such file. */
bool fixture_read_source(const char *name, struct fixture_source *source);

/* The path of a file in the directory of the built fixtures; false where $LOOPLINE_FIXTURES is unset. */
bool fixture_path(const char *name, char path[FIXTURE_PATH_BYTES]);

/*
 * Runs the program called `name` ("plain.gcc.O2") and keeps what it recorded in itself, or in its library
 * where it has one. False where it does not exist or failed.
 */
bool fixture_run(const char *name, const char *library, struct fixture_frames *frames);

/* Copies a file, which keeps its time; false where that failed. */
bool fixture_copy(const char *from, const char *to);

/* The key of a file as it is now; without the build-id where `with_build_id` is false. */
bool fixture_key_of(const char *path, bool with_build_id, struct fixture_key *key);

#endif
