/*
 * A GThreadPool of GLib with one thread: the main thread pushes jobs of one statement each, and pushes the
 * next one when the last was taken. Whether it has to sleep until then, chance decides.
 *
 * loopline: databases sqlite postgresql
 * loopline: flags -I/usr/include/glib-2.0 -I/usr/lib/x86_64-linux-gnu/glib-2.0/include -lglib-2.0
 */
#include <glib.h>

#include "support.h"

enum { JOBS = 30 };

static int program_argument_count;
static char **program_arguments;

static struct database connection(void) {
    static __thread struct database database;
    if (!database.sqlite && !database.postgresql)
        database = open_database(program_argument_count, program_arguments);
    return database;
}

static void count_tags(gpointer data, gpointer context) {
    char sql[64];
    (void)context;
    snprintf(sql, sizeof sql, "select label from tags where post_id = %d", GPOINTER_TO_INT(data));
    require(count_rows(connection(), sql) == 2, "two tags");
}

int main(int argc, char **argv) {
    program_argument_count = argc;
    program_arguments = argv;
    const struct database database = open_database(argc, argv);
    make_blog(database, JOBS);
    GThreadPool *jobs = g_thread_pool_new(count_tags, NULL, 1, TRUE, NULL);
    for (int i = 1; i <= JOBS; i++) {
        g_thread_pool_push(jobs, GINT_TO_POINTER(i), NULL);
        while (g_thread_pool_unprocessed(jobs))
            g_usleep(100);
    }
    g_thread_pool_free(jobs, FALSE, TRUE);
    close_database(database);
    return EXIT_SUCCESS;
}
