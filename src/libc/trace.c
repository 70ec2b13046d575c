#include "trace.h"

#ifdef LOOPLINE_TRACE_BUILD

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "system_call.h"

/* Bare system calls, a file opened for each line: the host may close descriptors it does not know. */
static void write_line(const char *line, size_t length) {
    const char *path = getenv("LOOPLINE_TRACE");
    if (!path)
        return;
    const long file = system_call4(SYS_openat, AT_FDCWD, (long)path,
                                   O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0)
        return;
    system_call4(SYS_write, file, (long)line, (long)length, 0);
    system_call4(SYS_close, file, 0, 0, 0);
}

void trace_text(const char *what, const char *text) {
    const int saved = errno;
    char line[512];
    char *end = stpncpy(line, what, 64);
    *end++ = ' ';
    end = stpncpy(end, text ? text : "(none)", 400);
    *end++ = '\n';
    write_line(line, (size_t)(end - line));
    errno = saved;
}

void trace_number(const char *what, uint64_t number) {
    char digits[24];
    char *first = digits + sizeof digits - 1;
    *first = '\0';
    do
        *--first = (char)('0' + number % 10);
    while (number /= 10);
    trace_text(what, first);
}

#endif
