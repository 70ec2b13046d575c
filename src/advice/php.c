#include "frameworks.h"

static const struct framework frameworks[] = {
    {
        .name = "Eloquent",
        .signs = {{"/Illuminate/Database/Eloquent/", NULL}, {"/illuminate/database/Eloquent/", NULL}},
        .loads = {{"/Eloquent/Concerns/HasAttributes.php", "getRelationshipFromMethod"}},
        .advice =
            {
                [LOOP_ACTION_LOADS_ONE] = {"Add with('{relationship}') to the query the loop iterates over, "
                                           "or load('{relationship}') to its collection.",
                                           "Add with() for this relationship to the query the loop iterates "
                                           "over, or load() to its collection."},
                [LOOP_ACTION_LOADS_MANY] = {"Add with('{relationship}') to the query the loop iterates over, "
                                            "or load('{relationship}') to its collection.",
                                            "Add with() for this relationship to the query the loop iterates "
                                            "over, or load() to its collection."},
                [LOOP_ACTION_QUERIES] = {"Fetch all rows with one query before the loop: whereIn('column', "
                                         "$keys)->get()->keyBy('column'). If they are the rows of a "
                                         "relationship, with() or load() does that."},
                [LOOP_ACTION_AGGREGATES] =
                    {"Add withCount('{relationship}') to the query the loop iterates over and read "
                     "{relationship}_count.",
                     "Add withCount(), withSum() or withExists() to the query the loop iterates over, or "
                     "group by the key in one query before the loop."},
                [LOOP_ACTION_INSERTS] = {"Collect the rows and insert them with one insert(). It sets no "
                                         "timestamps and raises no events of the model."},
                [LOOP_ACTION_UPDATES] = {"If all rows get the same values, call update() on one query with "
                                         "whereIn(). Otherwise collect the rows and write them with one "
                                         "upsert()."},
                [LOOP_ACTION_DELETES] = {"Delete them with one query: whereIn('id', $keys)->delete()."},
            },
    },
    {
        .name = "Doctrine",
        .signs = {{"/Doctrine/ORM/", NULL}, {"/doctrine/orm/", NULL}},
        .loads = {{"/Proxy/ProxyFactory.php", NULL}, {"/PersistentCollection.php", NULL}},
        .advice =
            {
                [LOOP_ACTION_LOADS_ONE] = {"Fetch join {relationship} in the query the loop iterates over: "
                                           "leftJoin('e.{relationship}', 'r')->addSelect('r').",
                                           "Fetch join this association in the query the loop iterates over: "
                                           "leftJoin() with addSelect()."},
                [LOOP_ACTION_LOADS_MANY] = {"Fetch join {relationship} in the query the loop iterates over: "
                                            "leftJoin('e.{relationship}', 'r')->addSelect('r').",
                                            "Fetch join this association in the query the loop iterates "
                                            "over: leftJoin() with addSelect()."},
                [LOOP_ACTION_QUERIES] = {"Fetch all entities with one query before the loop: findBy(['id' => "
                                         "$keys]). If an association leads to them, a fetch join does that."},
                [LOOP_ACTION_AGGREGATES] =
                    {"Compute it for all entities with one query before the loop, with "
                     "COUNT() or another function and GROUP BY in DQL."},
                [LOOP_ACTION_INSERTS] = {"Call flush() once, after the loop. Many rows at once are an INSERT "
                                         "of several rows by the connection."},
                [LOOP_ACTION_UPDATES] = {"If all rows get the same values, run one UPDATE in DQL. Otherwise "
                                         "call flush() once, after the loop."},
                [LOOP_ACTION_DELETES] = {"Delete them with one DELETE in DQL: WHERE e.id IN (:keys)."},
            },
    },
};

#define REPEATS                                                                                      \
    [LOOP_ACTION_REPEATS] = {"If nothing in the loop changes what it reads, run it once before the " \
                             "loop and keep the result in a variable."}

static const struct framework sqlite = {
    .name = "PHP and SQLite",
    .advice =
        {
            REPEATS,
            [LOOP_ACTION_INSERTS] = {"Put one transaction around the loop (beginTransaction() and commit()), "
                                     "or insert several rows with one statement."},
            [LOOP_ACTION_UPDATES] = {"Put one transaction around the loop (beginTransaction() and commit()), "
                                     "or update all rows with one statement."},
            [LOOP_ACTION_DELETES] = {"Put one transaction around the loop (beginTransaction() and commit()), "
                                     "or delete all rows with one statement."},
        },
};

static const struct framework postgresql = {
    .name = "PHP and PostgreSQL",
    .advice =
        {
            REPEATS,
            [LOOP_ACTION_INSERTS] = {"Insert many rows with one statement, or with COPY "
                                     "(PDO::pgsqlCopyFromArray(), pg_copy_from())."},
            [LOOP_ACTION_UPDATES] = {"Update all rows with one statement: UPDATE ... FROM a list of the new "
                                     "values."},
            [LOOP_ACTION_DELETES] = {"Delete all rows with one statement: IN with a placeholder for each "
                                     "key."},
        },
};

const struct language language_php = {
    .runtime = LOOPLINE_RUNTIME_PHP,
    .frameworks = frameworks,
    .framework_count = sizeof(frameworks) / sizeof(*frameworks),
    .without_framework = {[LOOPLINE_DRIVER_SQLITE] = &sqlite, [LOOPLINE_DRIVER_POSTGRESQL] = &postgresql},
};
