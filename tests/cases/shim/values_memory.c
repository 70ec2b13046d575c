/*
 * Prints the process's resident memory in KiB: what is its own, and the capture. Pages of libraries are left
 * out, the kernel maps and takes them as it likes. "threads N": N threads at once, each with LISTS lists of
 * LIST_ROWS rows and look-ups by them. "server N": the same lists again and again, N statements, then N more;
 * a line each.
 */
#include <pthread.h>
#include <string.h>

#include "case_sqlite.h"

enum { LISTS = 40, LIST_ROWS = 1400, LOOK_UPS = 10, STACK_BYTES = 256 * 1024 };

static pthread_barrier_t all_done;

static long resident(void) {
    char line[512];
    long size = 0, sum = 0;
    int is_counted = 0;
    /* Not VmRSS of /proc/self/status, which is off by up to 64 pages for each thread and processor (proc(5)).
     */
    FILE *maps = fopen("/proc/self/smaps", "r");
    MUST(maps);
    while (fgets(line, sizeof line, maps)) {
        const char *file = strchr(line, '/');
        if (strchr(line, '-') && strchr(line, '-') < strchr(line, ' '))
            is_counted = !file || strstr(file, ".capture");
        else if (is_counted && sscanf(line, "Rss: %ld", &size) == 1)
            sum += size;
    }
    fclose(maps);
    return sum;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement = NULL;
    MUST(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK);
    return statement;
}

static long run_list(sqlite3 *db, int list, int rows) {
    char sql[256];
    long statements = 1;
    snprintf(sql, sizeof sql,
             "with recursive n (i) as (values (%d) union all select i + 1 from n limit ?)"
             " select i as list_%d, i * 7, i || 'x' from n",
             list * 100000, list);
    sqlite3_stmt *parent = prepare(db, sql), *child = prepare(db, "select ?");
    MUST(sqlite3_bind_int(parent, 1, rows) == SQLITE_OK);
    for (int row = 0; sqlite3_step(parent) == SQLITE_ROW; row++) {
        if (row >= LOOK_UPS)
            continue;
        MUST(sqlite3_bind_int64(child, 1, sqlite3_column_int64(parent, 0)) == SQLITE_OK);
        MUST(sqlite3_step(child) == SQLITE_ROW);
        MUST(sqlite3_reset(child) == SQLITE_OK);
        statements++;
    }
    sqlite3_finalize(parent);
    sqlite3_finalize(child);
    return statements;
}

static void *work(void *unused) {
    sqlite3 *db = NULL;
    MUST(sqlite3_open(":memory:", &db) == SQLITE_OK);
    for (int list = 0; list < LISTS; list++)
        run_list(db, list, LIST_ROWS);
    sqlite3_close(db);
    pthread_barrier_wait(&all_done);
    pthread_barrier_wait(&all_done);
    return unused;
}

static void run_threads(int count) {
    pthread_attr_t attributes;
    pthread_t threads[count];
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    pthread_barrier_init(&all_done, NULL, (unsigned)count + 1);
    for (int i = 0; i < count; i++)
        MUST(pthread_create(&threads[i], &attributes, work, NULL) == 0);
    pthread_barrier_wait(&all_done);
    printf("%ld\n", resident());
    pthread_barrier_wait(&all_done);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
}

static void serve(long statements) {
    sqlite3 *db = NULL;
    MUST(sqlite3_open(":memory:", &db) == SQLITE_OK);
    for (int phase = 0; phase < 2; phase++) {
        for (long done = 0, round = 0; done < statements; round++)
            done += run_list(db, (int)(round % LISTS), 20 + (int)(round % 50));
        printf("%ld\n", resident());
    }
    sqlite3_close(db);
}

int main(int argc, char **argv) {
    MUST(argc == 3);
    if (strcmp(argv[1], "threads") == 0)
        run_threads(atoi(argv[2]));
    else
        serve(atol(argv[2]));
    return 0;
}
