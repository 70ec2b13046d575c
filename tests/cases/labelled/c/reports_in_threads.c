/*
 * Four threads make a report each, over connections of their own: one finding, four episodes.
 *
 * loopline: databases sqlite postgresql
 * loopline: finding items kind=n+1 n=10 episodes=4 table=items parent=orders link=id
 * loopline: twin
 */
#include <pthread.h>

#include "support.h"

struct task {
    struct database database;
    int customer, items;
    bool fixed;
};

static int count_items(struct database database, const char *order) {
    char sql[96];
    snprintf(sql, sizeof sql, "select id from items where order_id = %s", order);
    return count_rows(database, sql);
}

static void *report(void *argument) {
    struct task *task = argument;
    char sql[128];
    snprintf(sql, sizeof sql, "select id from orders where customer_id = %d", task->customer);
    if (task->fixed) {
        snprintf(sql, sizeof sql,
                 "select items.id from orders join items on order_id = orders.id where customer_id = %d",
                 task->customer);
        task->items = count_rows(task->database, sql);
    } else if (task->database.sqlite) {
        char **orders;
        int rows, columns;
        sqlite3_get_table(task->database.sqlite, sql, &orders, &rows, &columns, NULL);
        for (int row = 1; row <= rows; row++)
            task->items += count_items(task->database, orders[row]); /* loop: items on=sqlite */
        sqlite3_free_table(orders);
    } else {
        PGresult *orders = succeeded(PQexec(task->database.postgresql, sql));
        for (int row = 0; row < PQntuples(orders); row++) {
            const char *order = PQgetvalue(orders, row, 0);
            task->items += count_items(task->database, order); /* loop: items on=postgresql */
        }
        PQclear(orders);
    }
    return NULL;
}

int main(int argc, char **argv) {
    const struct database database = open_database(argc, argv);
    struct task tasks[4];
    pthread_t threads[4];
    make_shop(database, 4, 10, 2);
    for (int i = 0; i < 4; i++) {
        tasks[i] = (struct task){open_database(argc, argv), 1001 + i, 0, wants_fixed(argc, argv)};
        pthread_create(&threads[i], NULL, report, &tasks[i]);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        require(tasks[i].items == 20, "20 items");
        close_database(tasks[i].database);
    }
    close_database(database);
    return EXIT_SUCCESS;
}
