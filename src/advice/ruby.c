#include "frameworks.h"

/* What serves requests comes before what it serves them from. */
static const struct framework frameworks[] = {
    {
        .name = "Active Record",
        .signs = {{"/active_record/", NULL}},
        .loads = {{"/active_record/associations/association.rb", "find_target"}},
        .reloads = {{"/active_record/persistence.rb", "reload"}},
        .advice =
            {
                [LOOP_ACTION_LOADS_ONE] =
                    {"Add includes(:{relationship}), or preload(:{relationship}), to the query the loop "
                     "iterates over. strict_loading makes Rails raise an error where that is forgotten.",
                     "Add includes() or preload() for this association to the query the loop iterates over. "
                     "strict_loading makes Rails raise an error where that is forgotten."},
                [LOOP_ACTION_LOADS_MANY] =
                    {"Add includes(:{relationship}), or preload(:{relationship}), to the query the loop "
                     "iterates over. strict_loading makes Rails raise an error where that is forgotten.",
                     "Add includes() or preload() for this association to the query the loop iterates over. "
                     "strict_loading makes Rails raise an error where that is forgotten."},
                [LOOP_ACTION_RELOADS] = {"The loop reads each record anew: if nothing else changes them, "
                                         "leave the reload out, or fetch all of them with one query."},
                [LOOP_ACTION_QUERIES] = {"Fetch all rows with one query before the loop, as "
                                         "where(key: keys).index_by(&:key). Those of an association are "
                                         "loaded by includes() or preload(); where, order and first on it "
                                         "ask the database again."},
                [LOOP_ACTION_AGGREGATES] =
                    {"Count them for all records with one query before the loop, as group(:key).count, or "
                     "keep the number in a counter_cache. If the records are needed anyway, add "
                     "includes(:{relationship}) and ask for size.",
                     "Compute it for all records with one query before the loop, as group(:key).count, or "
                     "keep the number in a counter_cache."},
                [LOOP_ACTION_REPEATS] = {"If nothing in the loop changes what it reads, run it once before "
                                         "the loop and keep the result in a variable."},
                [LOOP_ACTION_INSERTS] = {"Collect the rows and insert them with one insert_all."},
                [LOOP_ACTION_UPDATES] = {"If all rows get the same values, use one update_all. Otherwise "
                                         "collect them for one upsert_all."},
                [LOOP_ACTION_DELETES] = {"Delete them with one where(id: ids).delete_all."},
            },
    },
    {
        .name = "Sequel",
        .signs = {{"/sequel/", NULL}},
        .loads = {{"/sequel/model/associations.rb", "load_associated_objects"}},
        .reloads = {{"/sequel/model/base.rb", "refresh"}},
        .advice =
            {
                [LOOP_ACTION_LOADS_ONE] =
                    {"Add eager(:{relationship}), or eager_graph(:{relationship}), to the dataset the loop "
                     "iterates over.",
                     "Add eager() or eager_graph() for this association to the dataset the loop iterates "
                     "over."},
                [LOOP_ACTION_LOADS_MANY] =
                    {"Add eager(:{relationship}) to the dataset the loop iterates over.",
                     "Add eager() for this association to the dataset the loop iterates over."},
                [LOOP_ACTION_QUERIES] = {"Fetch all rows with one query before the loop, as "
                                         "where(key: keys).as_hash(:key). Those of an association are "
                                         "loaded by eager()."},
                [LOOP_ACTION_AGGREGATES] = {"Compute it for all objects with one query before the loop, as "
                                            "group_and_count(:key)."},
                [LOOP_ACTION_REPEATS] = {"If nothing in the loop changes what it reads, run it once before "
                                         "the loop and keep the result in a variable."},
                [LOOP_ACTION_INSERTS] = {"Collect the rows and insert them with one import or "
                                         "multi_insert."},
                [LOOP_ACTION_UPDATES] = {"If all rows get the same values, use one "
                                         "where(id: ids).update(...)."},
                [LOOP_ACTION_DELETES] = {"Delete them with one where(id: ids).delete."},
            },
    },
};

#define REPEATS                                                                                      \
    [LOOP_ACTION_REPEATS] = {"If nothing in the loop changes what it reads, run it once before the " \
                             "loop and keep the result in a variable."}

static const struct framework sqlite = {
    .name = "Ruby and SQLite",
    .advice =
        {
            REPEATS,
            [LOOP_ACTION_INSERTS] = {"Put one transaction { } around the loop, or insert several rows with "
                                     "one statement."},
            [LOOP_ACTION_UPDATES] = {"Put one transaction { } around the loop, or update all rows with one "
                                     "statement."},
            [LOOP_ACTION_DELETES] = {"Put one transaction { } around the loop, or delete all rows with one "
                                     "statement."},
        },
};

static const struct framework postgresql = {
    .name = "Ruby and PostgreSQL",
    .advice =
        {
            REPEATS,
            [LOOP_ACTION_INSERTS] = {"Insert many rows with one statement, or with COPY (copy_data)."},
            [LOOP_ACTION_UPDATES] = {"Update all rows with one statement: UPDATE ... FROM a list of the new "
                                     "values, or unnest() of arrays."},
            [LOOP_ACTION_DELETES] = {"Delete all rows with one statement: DELETE ... WHERE id = ANY($1)."},
        },
};

const struct language language_ruby = {
    .runtime = LOOPLINE_RUNTIME_RUBY,
    .frameworks = frameworks,
    .framework_count = sizeof(frameworks) / sizeof(*frameworks),
    .without_framework = {[LOOPLINE_DRIVER_SQLITE] = &sqlite, [LOOPLINE_DRIVER_POSTGRESQL] = &postgresql},
};
