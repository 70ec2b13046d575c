#include "frameworks.h"

#define DJANGO_SIGNS                                                           \
    .loads = {{"/django/db/models/fields/related_descriptors.py", "__get__"}}, \
    .reloads = {{"/django/db/models/base.py", "refresh_from_db"}}, .queries_relationships = true

#define DJANGO_WRITES                                                                                \
    [LOOP_ACTION_INSERTS] = {"Collect the objects and save them after the loop with one "            \
                             "bulk_create()."},                                                      \
    [LOOP_ACTION_UPDATES] = {"If all rows get the same values, use one update() on a queryset. "     \
                             "Otherwise collect the objects and save them with one bulk_update()."}, \
    [LOOP_ACTION_DELETES] = {"Delete them with one queryset: filter(pk__in=keys).delete()."}

/* What serves requests comes before what it serves them from. */
static const struct framework frameworks[] = {
    {
        .name = "GraphQL",
        .signs = {{"/graphql/execution/", NULL}},
        .advice =
            {
                [LOOP_ACTION_QUERIES] =
                    {"Load them through a DataLoader: each resolver passes a key, and one "
                     "statement fetches the rows of all keys."},
                [LOOP_ACTION_AGGREGATES] =
                    {"Load it through a DataLoader: each resolver passes a key, and one "
                     "statement with GROUP BY answers for all keys."},
                [LOOP_ACTION_REPEATS] = {"Load it through a DataLoader, which keeps what it has loaded until "
                                         "the request ends."},
            },
    },
    {
        .name = "Django REST framework",
        .signs = {{"/rest_framework/", NULL}},
        DJANGO_SIGNS,
        .advice =
            {
                [LOOP_ACTION_LOADS_ONE] = {"Add select_related(\"{relationship}\") to the view's queryset.",
                                           "Add select_related() for this relationship to the view's "
                                           "queryset."},
                [LOOP_ACTION_LOADS_MANY] =
                    {"Add prefetch_related(\"{relationship}\") to the view's queryset.",
                     "Add prefetch_related() for this relationship to the view's "
                     "queryset."},
                [LOOP_ACTION_RELOADS] = {"The view's queryset leaves out columns that the serializer reads: "
                                         "change its only() or defer()."},
                [LOOP_ACTION_QUERIES] = {"If these are the rows of a relationship, add prefetch_related() to "
                                         "the view's queryset. Otherwise fetch the rows for all objects with "
                                         "one queryset first: filter(...__in=keys)."},
                [LOOP_ACTION_AGGREGATES] =
                    {"Add annotate(Count(\"{reverse}\")) to the view's queryset and let "
                     "the serializer read the annotation.",
                     "Add annotate() with Count(), Sum() or Exists() to the view's "
                     "queryset and let the serializer read the annotation."},
                DJANGO_WRITES,
            },
    },
    {
        .name = "Django",
        .signs = {{"/django/db/", NULL}},
        DJANGO_SIGNS,
        .advice =
            {
                [LOOP_ACTION_LOADS_ONE] = {"Add select_related(\"{relationship}\") to the queryset the loop "
                                           "iterates over.",
                                           "Add select_related() for this relationship to the queryset the "
                                           "loop iterates over."},
                [LOOP_ACTION_LOADS_MANY] =
                    {"Add prefetch_related(\"{relationship}\") to the queryset the loop "
                     "iterates over.",
                     "Add prefetch_related() for this relationship to the queryset the "
                     "loop iterates over."},
                [LOOP_ACTION_RELOADS] = {"The queryset leaves out columns that the loop reads: change its "
                                         "only() or defer(). To refresh many objects, fetch them with one "
                                         "queryset."},
                [LOOP_ACTION_QUERIES] = {"If these are the rows of a relationship, add prefetch_related() to "
                                         "the queryset the loop iterates over. Otherwise fetch all rows with "
                                         "one queryset before the loop: filter(...__in=keys)."},
                [LOOP_ACTION_AGGREGATES] = {"Add annotate(Count(\"{reverse}\")) to the queryset the loop "
                                            "iterates over.",
                                            "Add annotate() with Count(), Sum() or Exists() to the queryset "
                                            "the loop iterates over, or group by the key in one queryset "
                                            "before the loop."},
                DJANGO_WRITES,
            },
    },
    {
        .name = "SQLAlchemy",
        /* Below a greenlet of its asynchronous side, its other frames are not seen. */
        .signs = {{"/sqlalchemy/orm/", NULL}, {"/sqlalchemy/util/", "greenlet_spawn"}},
        /* Deferred columns come through _load_for_state alone; the innermost sign counts. */
        .loads = {{"/sqlalchemy/orm/strategies.py", "_emit_lazyload"}},
        .reloads = {{"/sqlalchemy/orm/strategies.py", "_load_for_state"},
                    {"/sqlalchemy/orm/loading.py", "load_scalar_attributes"}},
        .advice =
            {
                [LOOP_ACTION_LOADS_ONE] = {"Add .options(selectinload({class}.{relationship})), or "
                                           "joinedload(), to the query the loop iterates over.",
                                           "Add selectinload() or joinedload() for the relationship "
                                           "{relationship} to the query the loop iterates over.",
                                           "Add selectinload() or joinedload() for this relationship to the "
                                           "query the loop iterates over."},
                [LOOP_ACTION_LOADS_MANY] = {"Add .options(selectinload({class}.{relationship})) to the query "
                                            "the loop iterates over.",
                                            "Add selectinload() for the relationship {relationship} to the "
                                            "query the loop iterates over.",
                                            "Add selectinload() for this relationship to the query the loop "
                                            "iterates over."},
                [LOOP_ACTION_RELOADS] = {"The loop reads columns that are not loaded. If they are deferred, "
                                         "undefer() them; if they belong to a subclass, use "
                                         "with_polymorphic(); if the objects expired, commit after the loop "
                                         "or use expire_on_commit=False."},
                [LOOP_ACTION_QUERIES] = {"Fetch all rows with one query before the loop: "
                                         "where(column.in_(keys)). If they are the rows of a relationship, "
                                         "selectinload() does that."},
                [LOOP_ACTION_AGGREGATES] = {"Compute it for all objects with one query before the loop, with "
                                            "func.count() or another function and group_by(key), or as a "
                                            "column_property()."},
                [LOOP_ACTION_REPEATS] =
                    {"If nothing in the loop changes what it reads, run it once before the "
                     "loop and keep the result. session.get() needs no statement for an "
                     "object that the session has loaded."},
                [LOOP_ACTION_INSERTS] =
                    {"Add all objects to the session and flush once after the loop, or run "
                     "one session.execute(insert(...), rows)."},
                [LOOP_ACTION_UPDATES] = {"Change the objects and flush once after the loop. If all rows get "
                                         "the same values, run one update().where(column.in_(keys))."},
                [LOOP_ACTION_DELETES] = {"Delete them with one delete().where(column.in_(keys))."},
            },
    },
    {
        .name = "peewee",
        .signs = {{"/peewee.py", NULL}},
        .loads = {{"/peewee.py", "get_rel_instance"}},
        .queries_relationships = true,
        .advice =
            {
                [LOOP_ACTION_LOADS_ONE] =
                    {"Join {relationship} in the query the loop iterates over and select "
                     "both models, or use prefetch().",
                     "Join the other model in the query the loop iterates over and "
                     "select both, or use prefetch()."},
                [LOOP_ACTION_LOADS_MANY] = {"Load {relationship} for all objects with prefetch().",
                                            "Load the rows for all objects with prefetch()."},
                [LOOP_ACTION_QUERIES] =
                    {"If these are the rows of a relationship, load them with prefetch() "
                     "or a join. Otherwise fetch all rows with one query before the loop: "
                     "where(field.in_(keys))."},
                [LOOP_ACTION_AGGREGATES] = {"Compute it for all objects with one query, with fn.COUNT() or "
                                            "another function and group_by(field)."},
                [LOOP_ACTION_INSERTS] = {"Collect the rows and insert them with one insert_many() or "
                                         "bulk_create()."},
                [LOOP_ACTION_UPDATES] = {"If all rows get the same values, use one "
                                         "update().where(field.in_(keys)). Otherwise use bulk_update()."},
                [LOOP_ACTION_DELETES] = {"Delete them with one delete().where(field.in_(keys))."},
            },
    },
    {
        .name = "Pony",
        .signs = {{"/pony/orm/", NULL}},
        .advice =
            {
                [LOOP_ACTION_QUERIES] =
                    {"If these are the rows of a relationship, add prefetch() to the query "
                     "the loop iterates over. Otherwise fetch all rows with one query "
                     "before the loop."},
                [LOOP_ACTION_AGGREGATES] = {"Compute it for all objects with one query: "
                                            "select((x, count(x.items)) for x in ...)."},
            },
    },
};

#define REPEATS                                                                                      \
    [LOOP_ACTION_REPEATS] = {"If nothing in the loop changes what it reads, run it once before the " \
                             "loop and keep the result in a variable, or use functools.lru_cache."}

static const struct framework sqlite = {
    .name = "Python and SQLite",
    .advice =
        {
            REPEATS,
            [LOOP_ACTION_INSERTS] = {"Put one transaction around the loop, or collect the rows and insert "
                                     "them with executemany() or one statement."},
            [LOOP_ACTION_UPDATES] = {"Put one transaction around the loop, or collect the values and update "
                                     "all rows with executemany() or one statement."},
            [LOOP_ACTION_DELETES] = {"Put one transaction around the loop, or delete all rows with one "
                                     "statement."},
        },
};

static const struct framework postgresql = {
    .name = "Python and PostgreSQL",
    .advice =
        {
            REPEATS,
            [LOOP_ACTION_INSERTS] = {"Collect the rows and insert them together: with COPY, executemany() in "
                                     "psycopg 3 or execute_values() in psycopg2."},
            [LOOP_ACTION_UPDATES] = {"Collect the values and update all rows together: with one statement, "
                                     "executemany() in psycopg 3 or execute_values() in psycopg2."},
            [LOOP_ACTION_DELETES] = {"Delete all rows with one statement."},
        },
};

const struct language language_python = {
    .runtime = LOOPLINE_RUNTIME_CPYTHON,
    .frameworks = frameworks,
    .framework_count = sizeof(frameworks) / sizeof(*frameworks),
    .without_framework = {[LOOPLINE_DRIVER_SQLITE] = &sqlite, [LOOPLINE_DRIVER_POSTGRESQL] = &postgresql},
};
