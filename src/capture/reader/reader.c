#include "capture/reader/reader.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/reader/load.h"

static const char *what_to_do(int error) {
    switch (error) {
    case ENOENT:
        return "check the path; without LOOPLINE_OUT captures are in the program's working directory";
    case EACCES:
    case EPERM:
        return "only the user who ran the program can read its captures; report as that user";
    case EINVAL:
        return "name a regular file";
    case EFBIG:
        return "no capture is that large; name the .capture file";
    case ENOMEM:
        return "name fewer captures at once";
    default:
        return "check the file and the file system that holds it";
    }
}

bool capture_load(const char *path, struct capture_bytes *loaded, char *message, size_t message_bytes) {
    const int error = load_capture_bytes(path, &loaded->bytes, &loaded->size, &loaded->owner);
    if (!error)
        return true;
    snprintf(message, message_bytes, "%s: cannot read it (%s); %s", path, strerror(error), what_to_do(error));
    return false;
}

enum capture_error capture_open(const char *path, struct capture **capture, char *message,
                                size_t message_bytes) {
    struct capture_bytes loaded;
    *capture = NULL;
    if (!capture_load(path, &loaded, message, message_bytes))
        return CAPTURE_CANNOT_OPEN;
    const enum capture_error result =
        capture_parse(path, loaded.bytes, loaded.size, capture, message, message_bytes);
    free(loaded.bytes);
    if (*capture)
        (*capture)->owner = loaded.owner;
    return result;
}

void capture_free(struct capture *capture) {
    if (!capture)
        return;
    struct pool pool = capture->pool; /* the capture itself lives in it */
    pool_free(&pool);
}

/* A tick is between a tenth of a picosecond and ten microseconds on every machine that there is. */
#define SHORTEST_TICK 1e-13
#define LONGEST_TICK 1e-5

double capture_seconds_per_tick(const struct capture *capture) {
    const struct loopline_clock_sample *first = &capture->first;
    const struct loopline_clock_sample *last = &capture->last;
    if (last->ticks <= first->ticks || last->monotonic_ns <= first->monotonic_ns)
        return NAN;
    const double seconds = (double)(last->monotonic_ns - first->monotonic_ns) * 1e-9;
    const double tick = seconds / (double)(last->ticks - first->ticks);
    return tick < SHORTEST_TICK || tick > LONGEST_TICK ? NAN : tick;
}
