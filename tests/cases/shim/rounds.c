/*
 * Runs 100 look-ups for each line of standard input, and says so; or, called with a number, look-ups for so
 * many milliseconds.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { LOOK_UPS = 100 };

static void run_round(sqlite3_stmt *look_up) {
    for (int i = 0; i < LOOK_UPS; i++) {
        sqlite3_bind_int(look_up, 1, i);
        sqlite3_step(look_up);
        sqlite3_reset(look_up);
    }
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

int main(int argc, char **argv) {
    char line[16];
    sqlite3 *database;
    sqlite3_stmt *look_up;
    sqlite3_open(":memory:", &database);
    if (sqlite3_prepare_v2(database, "select ? + 1", -1, &look_up, NULL) != SQLITE_OK)
        return 1;
    if (argc > 1) {
        const double end = now() + atof(argv[1]);
        while (now() < end)
            run_round(look_up);
    }
    while (argc == 1 && fgets(line, sizeof line, stdin)) {
        run_round(look_up);
        puts("done");
        fflush(stdout);
    }
    sqlite3_finalize(look_up);
    sqlite3_close(database);
    return 0;
}
