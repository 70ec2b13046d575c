/*
 * Asks every millisecond whether a job is done, which another thread does meanwhile.
 *
 * loopline: databases sqlite postgresql
 */
#include <poll.h>
#include <pthread.h>

#include "support.h"

enum { ASKED_AT_LEAST = 30 };

struct job {
    struct database database;
    pthread_barrier_t asked_often;
};

/* Finishes the job once it has been asked for often enough, by a connection of its own. */
static void *do_job(void *argument) {
    struct job *job = argument;
    pthread_barrier_wait(&job->asked_often);
    set_up(job->database, "update jobs set done = 1 where id = 7");
    return NULL;
}

static bool is_done(struct database database, int id) {
    bool done;
    if (database.sqlite) {
        sqlite3_stmt *row;
        sqlite3_prepare_v2(database.sqlite, "select done from jobs where id = ?", -1, &row, NULL);
        sqlite3_bind_int(row, 1, id);
        done = sqlite3_step(row) == SQLITE_ROW && sqlite3_column_int(row, 0);
        sqlite3_finalize(row);
        return done;
    }
    char text[16];
    const char *values[] = {text};
    snprintf(text, sizeof text, "%d", id);
    PGresult *row = succeeded(PQexecParams(database.postgresql, "select done from jobs where id = $1", 1,
                                           NULL, values, NULL, NULL, 0));
    done = atoi(PQgetvalue(row, 0, 0));
    PQclear(row);
    return done;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    struct job job = {.database = open_database(argc, argv)};
    pthread_t worker;
    set_up(database, "create table jobs (id integer primary key, done integer not null)");
    set_up(database, "insert into jobs values (7, 0)");
    if (database.sqlite) {
        sqlite3_busy_timeout(database.sqlite, 1000);
        sqlite3_busy_timeout(job.database.sqlite, 1000);
    }
    pthread_barrier_init(&job.asked_often, NULL, 2);
    pthread_create(&worker, NULL, do_job, &job);
    for (int asked = 1; !is_done(database, 7); asked++) {
        poll(NULL, 0, 1);
        if (asked == ASKED_AT_LEAST)
            pthread_barrier_wait(&job.asked_often);
    }
    pthread_join(worker, NULL);
    pthread_barrier_destroy(&job.asked_often);
    close_database(job.database);
    close_database(database);
    return EXIT_SUCCESS;
}
