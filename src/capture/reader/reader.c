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

enum capture_error capture_open(const char *path, struct capture **capture, char *message,
                                size_t message_bytes) {
    *capture = NULL;
    void *bytes;
    size_t size;
    uid_t owner;
    const int error = load_capture_bytes(path, &bytes, &size, &owner);
    if (error) {
        snprintf(message, message_bytes, "%s: cannot read it (%s); %s", path, strerror(error),
                 what_to_do(error));
        return CAPTURE_CANNOT_OPEN;
    }
    const enum capture_error result = capture_parse(path, bytes, size, capture, message, message_bytes);
    free(bytes);
    if (*capture)
        (*capture)->owner = owner;
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
