#include "origins.h"

#include <string.h>

#include "code.h"
#include "loopline/capture.h"

enum { LINE_LIMIT = 1 << 30 };

struct python_origins python_origins_read(const struct python_code_bytes *bytes) {
    return (struct python_origins){bytes->origins,
                                   bytes->origins_bytes / sizeof(struct loopline_code_origin)};
}

int python_origins_line(const struct python_origins *origins, int line) {
    if (!origins->count || line <= 0)
        return line;
    for (size_t i = origins->count; i-- > 0;) {
        struct loopline_code_origin origin;
        memcpy(&origin, origins->bytes + i * sizeof origin, sizeof origin);
        if (origin.generated <= (uint32_t)line)
            return origin.line < LINE_LIMIT ? (int)origin.line : 0;
    }
    return 1;
}
