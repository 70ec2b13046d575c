/*
 * The little database layer of the demo program; one implementation per library. Every failure is said on
 * standard error and ends the program: it is a demo, not an example of error handling.
 */
#ifndef AUTHORS_DATABASE_H
#define AUTHORS_DATABASE_H

#include <stddef.h>

struct database;
struct rows;

/* A fresh, empty database: in memory with SQLite, temporary tables of the PG* variables' server with libpq.
 */
struct database *database_open(void);
void database_close(struct database *database);

/*
 * Runs one statement. `parameter` is the value of $1 as text, NULL for a statement without parameters.
 * The caller frees the rows with rows_free.
 */
struct rows *database_query(struct database *database, const char *sql, const char *parameter);

size_t rows_count(const struct rows *rows);
const char *rows_text(const struct rows *rows, size_t row, size_t column); /* owned by the rows */
void rows_free(struct rows *rows);

#endif
