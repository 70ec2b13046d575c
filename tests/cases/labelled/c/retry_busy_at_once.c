/*
 * As many programs do it: a write is tried again at once, a limited number of times, without a pause.
 *
 * loopline: databases sqlite
 */
#include "support.h"

static int try_update(sqlite3_stmt *update, int id) {
    sqlite3_reset(update);
    sqlite3_bind_int(update, 1, id);
    return sqlite3_step(update);
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    const struct database holder = open_database(argc, argv);
    sqlite3_stmt *update;
    make_shop(database, 2, 1, 1);
    sqlite3_prepare_v2(database.sqlite, "update orders set total = 0 where id = ?", -1, &update, NULL);
    require(sqlite3_exec(holder.sqlite, "begin immediate", NULL, NULL, NULL) == SQLITE_OK, "begin");
    int status = SQLITE_BUSY;
    for (int tries = 25; tries > 0 && status == SQLITE_BUSY; tries--) {
        status = try_update(update, 20001);
        if (tries == 10)
            sqlite3_exec(holder.sqlite, "rollback", NULL, NULL, NULL);
    }
    require(status == SQLITE_DONE, "written at last");
    sqlite3_finalize(update);
    close_database(holder);
    close_database(database);
    return EXIT_SUCCESS;
}
