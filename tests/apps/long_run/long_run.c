/*
 * Runs more statements than are kept in their order, and after them loops of every kind: `long_run
 * EXECUTIONS`.
 */
#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>

static sqlite3 *database;

static sqlite3_stmt *prepared(const char *sql) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
        abort();
    return statement;
}

static __attribute__((noinline)) int run(sqlite3_stmt *statement, int value) {
    sqlite3_bind_int(statement, 1, value);
    int rows = 0;
    while (sqlite3_step(statement) == SQLITE_ROW)
        rows++;
    sqlite3_reset(statement);
    return rows;
}

/* One statement after another in no order, more than are kept in theirs. */
static int fill(int executions) {
    sqlite3_stmt *one = prepared("select ?1"), *other = prepared("select ?1 + 1");
    uint64_t random = 88172645463325252u;
    int rows = 0;
    for (int i = 0; i < executions; i++) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        if (random & 1024)
            rows += run(one, i);
        else
            rows += run(other, i);
    }
    sqlite3_finalize(one);
    sqlite3_finalize(other);
    return rows;
}

int main(int argc, char **argv) {
    if (argc < 2 || sqlite3_open(":memory:", &database) != SQLITE_OK)
        return 1;
    sqlite3_exec(database, "create table authors (id integer primary key, name text)", NULL, NULL, NULL);
    sqlite3_exec(database, "create table posts (id integer primary key, author integer)", NULL, NULL, NULL);
    sqlite3_exec(
        database,
        "insert into posts with recursive n(i) as (select 1 union all select i + 1 from n where i < 40) "
        "select i, 90000 - i * 7 from n",
        NULL, NULL, NULL);
    fill(atoi(argv[1]));
    sqlite3_stmt *posts = prepared("select author from posts order by id");
    sqlite3_stmt *author = prepared("select id, name from authors where id = ?1");
    int authors[40], count = 0;
    while (sqlite3_step(posts) == SQLITE_ROW)
        authors[count++] = sqlite3_column_int(posts, 0);
    sqlite3_finalize(posts);
    for (int i = 0; i < count; i++)
        run(author, authors[i]); /* looked up */
    sqlite3_finalize(author);
    sqlite3_stmt *alone = prepared("select count(*) from posts where author > ?1");
    for (int i = 0; i < 30; i++)
        run(alone, i * 100); /* counted */
    sqlite3_finalize(alone);
    sqlite3_stmt *line = prepared("select name from authors where name = ?1");
    run(line, 1);
    run(line, 2);
    run(line, 3);
    run(line, 4);
    sqlite3_finalize(line);
    sqlite3_stmt *insert = prepared("insert into authors values (?1, 'name')");
    for (int i = 0; i < 30; i++)
        run(insert, i); /* inserted */
    sqlite3_finalize(insert);
    for (int i = 100; i < 130; i++) {
        sqlite3_exec(database, "begin", NULL, NULL, NULL);
        sqlite3_exec(database, "delete from authors", NULL, NULL, NULL); /* committed */
        sqlite3_exec(database, "commit", NULL, NULL, NULL);
    }
    sqlite3_stmt *page = prepared("select id from posts where id > ?1 order by id limit 5");
    for (int i = 0; i < 40; i += 5)
        run(page, i); /* page */
    sqlite3_finalize(page);
    return sqlite3_close(database);
}
