/*
 * A worker takes jobs from a pipe, one query for each; the process that feeds it waits until each is done.
 * The jobs have no relation to any row the worker has read.
 *
 * loopline: databases sqlite postgresql
 */
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

enum { JOBS = 200 };

static pid_t start_feeder(int *jobs, int *done) {
    int to_worker[2], from_worker[2];
    require(pipe(to_worker) == 0 && pipe(from_worker) == 0, "pipe");
    const pid_t feeder = fork();
    if (feeder == 0) {
        close(to_worker[0]);
        close(from_worker[1]);
        for (int i = 0; i < JOBS; i++) {
            const int job = 20001 + 37 * i % JOBS;
            char answer;
            if (write(to_worker[1], &job, sizeof job) != sizeof job || read(from_worker[0], &answer, 1) != 1)
                _exit(1);
        }
        _exit(0);
    }
    close(to_worker[1]);
    close(from_worker[0]);
    *jobs = to_worker[0];
    *done = from_worker[1];
    return feeder;
}

static int total_of(struct database database, int order) {
    int total;
    if (database.sqlite) {
        sqlite3_stmt *row;
        sqlite3_prepare_v2(database.sqlite, "select total from orders where id = ?", -1, &row, NULL);
        sqlite3_bind_int(row, 1, order);
        require(sqlite3_step(row) == SQLITE_ROW, "order");
        total = sqlite3_column_int(row, 0);
        sqlite3_finalize(row);
        return total;
    }
    char sql[64];
    snprintf(sql, sizeof sql, "select total from orders where id = %d", order);
    PGresult *row = succeeded(PQexec(database.postgresql, sql));
    total = atoi(PQgetvalue(row, 0, 0));
    PQclear(row);
    return total;
}

int main(int argc, char **argv) {
    int jobs, done, order, status;
    const pid_t feeder = start_feeder(&jobs, &done);
    const struct database database = open_database(argc, argv);
    long sum = 0;
    make_shop(database, JOBS, 1, 1);
    while (read(jobs, &order, sizeof order) == sizeof order) {
        sum += total_of(database, order);
        require(write(done, "", 1) == 1, "answer");
    }
    require(waitpid(feeder, &status, 0) == feeder && status == 0, "feeder");
    require(sum == JOBS * 10 + JOBS * (JOBS - 1) / 2, "all orders");
    close_database(database);
    return EXIT_SUCCESS;
}
