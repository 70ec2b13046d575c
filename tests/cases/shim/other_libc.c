/* What a small program does, on any C library: reads, waits, opens itself, forks, and exits with 7. */
#include <dlfcn.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(void) {
    const struct timespec moment = {.tv_nsec = 1000};
    char byte = 0;
    int status = 0;
    printf("poll %d\n", poll(NULL, 0, 1));
    printf("nanosleep %d\n", nanosleep(&moment, NULL));
    printf("read %d\n", (int)read(0, &byte, 1));
#ifdef __PIC__
    void *program = dlopen(NULL, RTLD_NOW);
    printf("dlsym %d %d\n", dlsym(program, "printf") != NULL, dlsym(program, "sqlite3_step") != NULL);
#endif
    fflush(stdout);
    if (fork() == 0)
        _exit(3);
    wait(&status);
    printf("child %d\n", WEXITSTATUS(status));
    exit(7);
}
