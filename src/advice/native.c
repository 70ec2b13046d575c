#include "frameworks.h"

static const struct framework sqlite = {
    .name = "SQLite",
    .advice =
        {
            [LOOP_ACTION_INSERTS] = {"Put one transaction around the loop, or insert several rows with one "
                                     "statement."},
            [LOOP_ACTION_UPDATES] = {"Put one transaction around the loop, or update all rows with one "
                                     "statement."},
            [LOOP_ACTION_DELETES] = {"Put one transaction around the loop, or delete all rows with one "
                                     "statement."},
        },
};

static const struct framework postgresql = {
    .name = "PostgreSQL",
    .advice =
        {
            [LOOP_ACTION_INSERTS] = {"Insert many rows with one statement, or with COPY."},
            [LOOP_ACTION_UPDATES] = {"Update all rows with one statement: UPDATE ... FROM a list of the new "
                                     "values, or unnest() of arrays."},
            [LOOP_ACTION_DELETES] = {"Delete all rows with one statement."},
        },
};

const struct language language_native = {
    .without_framework = {[LOOPLINE_DRIVER_SQLITE] = &sqlite, [LOOPLINE_DRIVER_POSTGRESQL] = &postgresql},
};
