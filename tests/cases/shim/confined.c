/*
 * Confines itself after its first statements, then runs others: a system call that the filter does not list
 * ends the process. The argument says how the filter is put in place, and what it lists: what SQLite in
 * memory and the C library's allocator need ("prctl", "seccomp"), or nothing but write and exit_group
 * ("bare", without new statements), or whatever does not make processes and open files ("mild").
 */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "case_sqlite.h"

#define LOAD_NUMBER BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, what)
#define ALLOW(name) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1), ANSWER(SECCOMP_RET_ALLOW)
#define KILL(name) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1), ANSWER(SECCOMP_RET_KILL_PROCESS)

static struct sock_filter strict[] = {LOAD_NUMBER,   ALLOW(write), ALLOW(exit_group),
                                      ALLOW(brk),    ALLOW(mmap),  ALLOW(munmap),
                                      ALLOW(mremap), ALLOW(futex), ANSWER(SECCOMP_RET_KILL_PROCESS)};
static struct sock_filter bare[] = {LOAD_NUMBER, ALLOW(write), ALLOW(exit_group), ALLOW(brk),
                                    ANSWER(SECCOMP_RET_KILL_PROCESS)};
static struct sock_filter mild[] = {LOAD_NUMBER, KILL(clone),  KILL(clone3),
                                    KILL(fork),  KILL(vfork),  KILL(execve),
                                    KILL(open),  KILL(openat), ANSWER(SECCOMP_RET_ALLOW)};

static void confine(const char *way) {
    struct sock_fprog program = {.len = sizeof strict / sizeof *strict, .filter = strict};
    if (strcmp(way, "bare") == 0)
        program = (struct sock_fprog){.len = sizeof bare / sizeof *bare, .filter = bare};
    if (strcmp(way, "mild") == 0)
        program = (struct sock_fprog){.len = sizeof mild / sizeof *mild, .filter = mild};
    MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    if (strcmp(way, "seccomp") == 0)
        MUST(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0);
    else
        MUST(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0);
}

static __attribute__((noinline)) int deeper(sqlite3 *db, int depth) {
    volatile char room[3000];
    room[depth] = 1;
    return depth ? deeper(db, depth - 1) + room[depth] - 1 : look_up(db, 5);
}

int main(int argc, char **argv) {
    MUST(argc == 2);
    int rows = 0;
    setvbuf(stdout, NULL, _IONBF, 0);
    sqlite3 *db = open_items(":memory:");
    for (int i = 0; i < 10; i++)
        rows += look_up(db, 5);
    confine(argv[1]);
    for (int i = 0; i < 10000; i++)
        rows += look_up(db, 5);
    for (int i = 0; i < 20; i++)
        rows += deeper(db, i);
    static const char done[] = "done\n";
    MUST(rows == 10030 && write(1, done, sizeof done - 1) == sizeof done - 1);
    return 7;
}
