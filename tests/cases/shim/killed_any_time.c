/*
 * Runs look-ups until it is killed, and keeps count of them in a file mapped shared: how many were begun, and
 * how many are done. With new call sites and statements all along, so that the capture grows.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "case_sqlite.h"

int main(int argc, char **argv) {
    MUST(argc == 2);
    const int file = open(argv[1], O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    MUST(file >= 0 && ftruncate(file, 4096) == 0);
    volatile uint64_t *const witness = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    MUST(witness != MAP_FAILED);
    sqlite3 *db = open_items(":memory:");
    puts("ready");
    fflush(stdout);
    for (unsigned round = 0;; round++) {
        char text[64];
        snprintf(text, sizeof text, "select %u as c%u", round, round % 5000);
        witness[0]++;
        if (round % 3)
            look_up(db, 1 + (int)(round % 100));
        else
            MUST(sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK);
        witness[1]++;
    }
}
