/*
 * A write is tried until the lock is free; the holder lets go after it has been tried 20 times.
 *
 * loopline: databases sqlite
 */
#include <poll.h>

#include "support.h"

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    const struct database holder = open_database(argc, argv);
    int tried = 0, status;
    make_shop(database, 2, 1, 1);
    require(sqlite3_exec(holder.sqlite, "begin immediate", NULL, NULL, NULL) == SQLITE_OK, "begin");
    do {
        if (tried++ == 20)
            sqlite3_exec(holder.sqlite, "commit", NULL, NULL, NULL);
        sqlite3_stmt *update;
        sqlite3_prepare_v2(database.sqlite, "update orders set total = total + ? where id = ?", -1, &update,
                           NULL);
        sqlite3_bind_int(update, 1, 5);
        sqlite3_bind_int(update, 2, 20001);
        status = sqlite3_step(update);
        sqlite3_finalize(update);
        if (status == SQLITE_BUSY)
            poll(NULL, 0, 1);
    } while (status == SQLITE_BUSY);
    require(status == SQLITE_DONE && tried == 21, "written at last");
    close_database(holder);
    close_database(database);
    return EXIT_SUCCESS;
}
