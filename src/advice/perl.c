#include "frameworks.h"

static const struct framework frameworks[] = {
    {
        .name = "DBIx::Class",
        .signs = {{"/DBIx/Class/", NULL}},
        /* The accessors of relationships are made of text (DBIx::Class::Relationship::Accessor). */
        .loads = {{"(eval)", NULL}},
        .reloads = {{"/DBIx/Class/Row.pm", "discard_changes"}},
        .queries_relationships = true,
        .advice =
            {
                [LOOP_ACTION_LOADS_ONE] = {"Add {prefetch => '{relationship}'} to the search the loop "
                                           "iterates over.",
                                           "Add prefetch for this relationship to the search the loop "
                                           "iterates over."},
                [LOOP_ACTION_LOADS_MANY] = {"Add {prefetch => '{relationship}'} to the search the loop "
                                            "iterates over.",
                                            "Add prefetch for this relationship to the search the loop "
                                            "iterates over."},
                [LOOP_ACTION_RELOADS] = {"Load the changed rows together with one search after the loop, in "
                                         "place of discard_changes() for each."},
                [LOOP_ACTION_QUERIES] = {"If these are the rows of a relationship, add prefetch to the "
                                         "search the loop iterates over. Otherwise fetch all rows with one "
                                         "search before the loop: {column => {-in => [keys]}}."},
                [LOOP_ACTION_AGGREGATES] =
                    {"Compute it for all rows with one search before the loop, with group_by and a function "
                     "in '+select', or with a correlated subquery (->correlate, ->as_query)."},
                [LOOP_ACTION_INSERTS] = {"Collect the rows and insert them with one populate() in void "
                                         "context."},
                [LOOP_ACTION_UPDATES] = {"If all rows get the same values, call update() on one resultset. "
                                         "Otherwise put txn_do() around the loop."},
                [LOOP_ACTION_DELETES] = {"Delete them with one resultset: "
                                         "search({id => {-in => [keys]}})->delete."},
            },
    },
    {
        .name = "SQL::Abstract",
        .signs = {{"/Mojo/SQLite/", NULL}, {"/Mojo/Pg/", NULL}},
        .advice =
            {
                [LOOP_ACTION_QUERIES] = {"Fetch the rows for all keys with one select before the loop, "
                                         "{column => {-in => [keys]}}, and keep them in a hash by key."},
                [LOOP_ACTION_DELETES] = {"Delete all rows with one delete: {column => {-in => [keys]}}."},
            },
    },
};

#define REPEATS                                                                                      \
    [LOOP_ACTION_REPEATS] = {"If nothing in the loop changes what it reads, run it once before the " \
                             "loop and keep the result in a variable."}

static const struct framework sqlite = {
    .name = "Perl and SQLite",
    .advice =
        {
            REPEATS,
            [LOOP_ACTION_INSERTS] = {"Put one transaction around the loop (begin_work and commit), or insert "
                                     "several rows with one statement."},
            [LOOP_ACTION_UPDATES] = {"Put one transaction around the loop (begin_work and commit), or update "
                                     "all rows with one statement."},
            [LOOP_ACTION_DELETES] = {"Put one transaction around the loop (begin_work and commit), or delete "
                                     "all rows with one statement."},
        },
};

static const struct framework postgresql = {
    .name = "Perl and PostgreSQL",
    .advice =
        {
            REPEATS,
            [LOOP_ACTION_INSERTS] = {"Insert many rows with one statement, or with COPY (pg_putcopydata)."},
            [LOOP_ACTION_UPDATES] = {"Update all rows with one statement: UPDATE ... FROM a list of the new "
                                     "values, or unnest() of arrays."},
            [LOOP_ACTION_DELETES] = {"Delete all rows with one statement: = ANY(?) takes an array."},
        },
};

const struct language language_perl = {
    .runtime = LOOPLINE_RUNTIME_PERL,
    .frameworks = frameworks,
    .framework_count = sizeof(frameworks) / sizeof(*frameworks),
    .without_framework = {[LOOPLINE_DRIVER_SQLITE] = &sqlite, [LOOPLINE_DRIVER_POSTGRESQL] = &postgresql},
};
