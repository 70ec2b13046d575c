/* Sets limits of its own: "file KIB" on the size of files, "memory MIB" on its address space; then works on.
 */
#include <string.h>
#include <sys/resource.h>

#include "case_sqlite.h"
#include "many_sites.h"

static sqlite3 *db;

static int look_up_one(void) {
    return look_up(db, 5);
}

int main(int argc, char **argv) {
    MUST(argc == 3);
    const int memory = strcmp(argv[1], "memory") == 0;
    const rlim_t bytes = (rlim_t)atol(argv[2]) << (memory ? 20 : 10);
    const struct rlimit limit = {bytes, bytes};
    MUST(setrlimit(memory ? RLIMIT_AS : RLIMIT_FSIZE, &limit) == 0);
    db = open_items(":memory:");
    for (unsigned path = 0; path < 1u << 10; path++)
        descend(look_up_one, 10, path);
    /* What the program needs itself is still there to be had. */
    for (int i = 0; memory && i < 8; i++) {
        char *block = malloc(1 << 20);
        MUST(block);
        memset(block, 1, 1 << 20);
    }
    puts("done");
    return 0;
}
