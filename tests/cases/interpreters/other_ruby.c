/* Once asked for the parent process, says that the Ruby of this process is another version than it is. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char ruby_version[8];
char ruby_version[8] = VERSION; /* the true one: Ruby looks at it as it starts */

pid_t getppid(void) {
    strcpy(ruby_version, "3.3.0");
    return (pid_t)syscall(SYS_getppid);
}
