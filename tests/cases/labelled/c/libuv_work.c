/*
 * libuv's work queue: the loop's thread queues a look-up for each row of a list, and the pool's threads run
 * them. Beside it, a timer queues one statement now and then.
 *
 * loopline: databases sqlite postgresql
 * loopline: flags -luv
 * loopline: finding authors kind=n+1 n=80 episodes=1 table=authors parent=posts link=author_id
 * loopline: twin
 */
#include <uv.h>

#include "support.h"

enum { POSTS = 80, JOBS = 30 };

struct look_up {
    uv_work_t work;
    int id;
    int found;
};

static int program_argument_count;
static char **program_arguments;
static struct look_up look_ups[POSTS];
static struct look_up jobs[JOBS];
static int found;

static struct database connection(void) {
    static __thread struct database database;
    if (!database.sqlite && !database.postgresql)
        database = open_database(program_argument_count, program_arguments);
    return database;
}

static void find_author(uv_work_t *work) {
    struct look_up *look_up = work->data;
    if (connection().sqlite) {
        sqlite3_stmt *author;
        sqlite3_prepare_v2(connection().sqlite, "select name from authors where id = ?", -1, &author, NULL);
        sqlite3_bind_int(author, 1, look_up->id);
        look_up->found = sqlite3_step(author) == SQLITE_ROW; /* loop: authors */
        sqlite3_finalize(author);
        return;
    }
    char text[16];
    const char *values[] = {text};
    snprintf(text, sizeof text, "%d", look_up->id);
    PGresult *author =
        succeeded(PQexecParams(connection().postgresql, "select name from authors where id = $1", 1, NULL,
                               values, NULL, NULL, 0)); /* loop: authors */
    look_up->found = PQntuples(author);
    PQclear(author);
}

static void count_found(uv_work_t *work, int status) {
    require(status == 0, "uv_queue_work");
    found += ((struct look_up *)work->data)->found;
}

static void queue(struct look_up *look_up, int author) {
    look_up->id = author;
    look_up->work.data = look_up;
    uv_queue_work(uv_default_loop(), &look_up->work, find_author, count_found); /* loop: authors */
}

static void queue_posts(struct database database) {
    int count = 0;
    if (database.sqlite) {
        sqlite3_stmt *posts;
        sqlite3_prepare_v2(database.sqlite, "select id, author_id from posts", -1, &posts, NULL);
        while (sqlite3_step(posts) == SQLITE_ROW)
            queue(&look_ups[count++], sqlite3_column_int(posts, 1)); /* loop: authors */
        sqlite3_finalize(posts);
        return;
    }
    PGresult *posts = succeeded(PQexec(database.postgresql, "select id, author_id from posts"));
    for (; count < PQntuples(posts); count++)
        queue(&look_ups[count], atoi(PQgetvalue(posts, count, 1))); /* loop: authors */
    PQclear(posts);
}

static void count_tags(uv_work_t *work) {
    struct look_up *job = work->data;
    char sql[64];
    snprintf(sql, sizeof sql, "select label from tags where post_id = %d", job->id);
    require(count_rows(connection(), sql) == 2, "two tags");
}

static void end_job(uv_work_t *work, int status) {
    (void)work;
    require(status == 0, "uv_queue_work");
}

static void next_job(uv_timer_t *timer) {
    static struct look_up *next = jobs;
    struct look_up *job = next++;
    job->id = (int)(job - jobs) + 1;
    job->work.data = job;
    uv_queue_work(uv_default_loop(), &job->work, count_tags, end_job);
    if (next == jobs + JOBS)
        uv_timer_stop(timer);
}

int main(int argc, char **argv) {
    program_argument_count = argc;
    program_arguments = argv;
    const struct database database = open_database(argc, argv);
    make_blog(database, POSTS);
    uv_timer_t timer;
    uv_timer_init(uv_default_loop(), &timer);
    uv_timer_start(&timer, next_job, 1, 3);
    uv_run(uv_default_loop(), UV_RUN_DEFAULT);
    if (wants_fixed(argc, argv)) {
        require(
            count_rows(database, "select posts.id, name from posts join authors on authors.id = author_id") ==
                POSTS,
            "80 authors");
        close_database(database);
        return EXIT_SUCCESS;
    }
    queue_posts(database);
    uv_run(uv_default_loop(), UV_RUN_DEFAULT);
    require(found == POSTS, "80 authors");
    close_database(database);
    return EXIT_SUCCESS;
}
