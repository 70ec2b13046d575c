/*
 * Works under a limit on its memory: "data MIB" on its private memory, "lock MIB" and "lock-first MIB" on
 * what it may lock, all of which it locks after its first statements or before them. What it needs itself,
 * most of the limit, is there to be had at the end.
 */
#include <linux/capability.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "case_sqlite.h"
#include "many_sites.h"

enum { LEVELS = 9, LEFT_FOR_SQLITE = 12 };

static sqlite3 *db;

static int look_up_one(void) {
    return look_up(db, 5);
}

static void run_sites(unsigned first, unsigned end) {
    for (unsigned path = first; path < end; path++)
        MUST(descend(look_up_one, LEVELS, path) == 1);
}

/* Root may lock what it likes. */
static void give_up_locking_without_limit(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2];
    MUST(syscall(SYS_capget, &header, data) == 0);
    data[0].effective &= ~(1u << CAP_IPC_LOCK);
    data[0].permitted &= ~(1u << CAP_IPC_LOCK);
    MUST(syscall(SYS_capset, &header, data) == 0);
}

int main(int argc, char **argv) {
    MUST(argc == 3);
    const int data = strcmp(argv[1], "data") == 0, first = strcmp(argv[1], "lock-first") == 0;
    const long mebibytes = atol(argv[2]);
    const struct rlimit limit = {(rlim_t)mebibytes << 20, (rlim_t)mebibytes << 20};
    give_up_locking_without_limit();
    MUST(setrlimit(data ? RLIMIT_DATA : RLIMIT_MEMLOCK, &limit) == 0);
    if (first)
        MUST(mlockall(MCL_CURRENT | MCL_FUTURE) == 0);
    db = open_items(":memory:");
    run_sites(0, 1u << (LEVELS - 1));
    if (!data && !first)
        MUST(mlockall(MCL_CURRENT | MCL_FUTURE) == 0);
    run_sites(1u << (LEVELS - 1), 1u << LEVELS);
    for (long i = LEFT_FOR_SQLITE; i < mebibytes; i++) {
        char *block = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        MUST(block != MAP_FAILED);
        memset(block, 1, 1 << 20);
    }
    MUST(look_up(db, 7) == 1);
    puts("done");
    return 0;
}
