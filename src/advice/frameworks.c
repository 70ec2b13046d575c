#include "frameworks.h"

#include <string.h>

#define DJANGO_SIGNS                                                           \
    .loads = {{"/django/db/models/fields/related_descriptors.py", "__get__"}}, \
    .reloads = {{"/django/db/models/base.py", "refresh_from_db"}}, .queries_relationships = true

#define DJANGO_WRITES                                                                       \
    [LOOP_ACTION_INSERTS] =                                                                 \
        {"Collect the objects in the loop and save them after it with one bulk_create()."}, \
    [LOOP_ACTION_UPDATES] =                                                                 \
        {"Where all rows get the same values, use one update() of a queryset; where not, "  \
         "collect the objects and save them with one bulk_update()."},                      \
    [LOOP_ACTION_DELETES] = {"Delete them with one queryset: filter(pk__in=keys).delete()."}

/* What serves requests comes before what it serves them from. */
static const struct framework frameworks[] = {
    {
        .name = "GraphQL",
        .signs = {{"/graphql/execution/", NULL}},
        .advice =
            {
                [LOOP_ACTION_QUERIES] =
                    {"Load them through a DataLoader: the resolver of each object hands in a key, "
                     "and one statement fetches the rows of all keys."},
                [LOOP_ACTION_AGGREGATES] =
                    {"Load it through a DataLoader: the resolver of each object hands in a key, "
                     "and one statement with GROUP BY answers for all keys."},
                [LOOP_ACTION_REPEATS] =
                    {"Load it through a DataLoader, which keeps what it has loaded for as long as "
                     "the request lasts."},
            },
    },
    {
        .name = "Django REST framework",
        .signs = {{"/rest_framework/", NULL}},
        DJANGO_SIGNS,
        .advice =
            {
                [LOOP_ACTION_LOADS_ONE] =
                    {"Add select_related(\"{relationship}\") to the queryset of the view that the "
                     "serializer is given.",
                     "Add select_related() of this relationship to the queryset of the view that "
                     "the serializer is given."},
                [LOOP_ACTION_LOADS_MANY] =
                    {"Add prefetch_related(\"{relationship}\") to the queryset of the view that "
                     "the serializer is given.",
                     "Add prefetch_related() of this relationship to the queryset of the view "
                     "that the serializer is given."},
                [LOOP_ACTION_RELOADS] =
                    {"The queryset of the view leaves out columns that the serializer needs: change "
                     "its only() or defer()."},
                [LOOP_ACTION_QUERIES] =
                    {"Where these are the rows of a relationship, add prefetch_related() of it to the "
                     "queryset of the view that the serializer is given; otherwise fetch the rows for all "
                     "objects with one queryset before, filter(...__in=keys)."},
                [LOOP_ACTION_AGGREGATES] =
                    {"Add annotate(Count(\"{reverse}\")) to the queryset of the view, and "
                     "let the serializer read the annotation.",
                     "Add annotate() with Count(), Sum() or Exists() to the queryset of the "
                     "view, and let the serializer read the annotation."},
                DJANGO_WRITES,
            },
    },
    {
        .name = "Django",
        .signs = {{"/django/db/", NULL}},
        DJANGO_SIGNS,
        .advice =
            {
                [LOOP_ACTION_LOADS_ONE] =
                    {"Add select_related(\"{relationship}\") to the queryset that loads the "
                     "objects of the loop.",
                     "Add select_related() of this relationship to the queryset that loads the "
                     "objects of the loop."},
                [LOOP_ACTION_LOADS_MANY] =
                    {"Add prefetch_related(\"{relationship}\") to the queryset that loads the "
                     "objects of the loop.",
                     "Add prefetch_related() of this relationship to the queryset that loads "
                     "the objects of the loop."},
                [LOOP_ACTION_RELOADS] =
                    {"The queryset that loads the objects leaves out columns that the loop needs: "
                     "change its only() or defer(). Objects that have to be read anew can be "
                     "fetched with one queryset."},
                [LOOP_ACTION_QUERIES] =
                    {"Where these are the rows of a relationship, add prefetch_related() of it to the "
                     "queryset that loads the objects of the loop; otherwise fetch the rows for all of them "
                     "with one queryset before the loop, filter(...__in=keys)."},
                [LOOP_ACTION_AGGREGATES] =
                    {"Add annotate(Count(\"{reverse}\")) to the queryset that loads the "
                     "objects of the loop.",
                     "Add annotate() with Count(), Sum() or Exists() to the queryset that loads "
                     "the objects of the loop, or group by the key in one queryset before it."},
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
                [LOOP_ACTION_LOADS_ONE] =
                    {"Add .options(selectinload({class}.{relationship})), or joinedload, to the "
                     "query that loads the objects of the loop.",
                     "Add selectinload() or joinedload() of the relationship {relationship} to "
                     "the options of the query that loads the objects of the loop.",
                     "Add selectinload() or joinedload() of this relationship to the options of "
                     "the query that loads the objects of the loop."},
                [LOOP_ACTION_LOADS_MANY] =
                    {"Add .options(selectinload({class}.{relationship})) to the query that loads "
                     "the objects of the loop.",
                     "Add selectinload() of the relationship {relationship} to the options of "
                     "the query that loads the objects of the loop.",
                     "Add selectinload() of this relationship to the options of the query that "
                     "loads the objects of the loop."},
                [LOOP_ACTION_RELOADS] =
                    {"The objects of the loop lack what it reads: columns that are deferred (undefer() "
                     "them), those of a subclass (with_polymorphic()), or all since the objects expired "
                     "(commit after the loop, or use expire_on_commit=False)."},
                [LOOP_ACTION_QUERIES] =
                    {"Fetch the rows for all objects with one query before the loop, "
                     "where(column.in_(keys)); where they are the rows of a relationship, "
                     "selectinload() of it does that."},
                [LOOP_ACTION_AGGREGATES] =
                    {"Compute it for all objects with one query before the loop, by func.count() "
                     "or another function and group_by(key), or as a column_property()."},
                [LOOP_ACTION_REPEATS] =
                    {"Run it once before the loop and keep the result, where nothing in the loop "
                     "changes what it reads; session.get() finds by its key what the session has "
                     "loaded, without a statement."},
                [LOOP_ACTION_INSERTS] =
                    {"Add all objects to the session and flush once after the loop, or run one "
                     "session.execute(insert(...), rows)."},
                [LOOP_ACTION_UPDATES] =
                    {"Change the objects and flush once after the loop; where all rows get the same "
                     "values, run one update().where(column.in_(keys))."},
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
                    {"Join {relationship} in the query that loads the objects of the loop and "
                     "select both models, or use prefetch().",
                     "Join the other model in the query that loads the objects of the loop and "
                     "select both, or use prefetch()."},
                [LOOP_ACTION_LOADS_MANY] =
                    {"Load {relationship} for all objects of the loop with prefetch().",
                     "Load the rows for all objects of the loop with prefetch()."},
                [LOOP_ACTION_QUERIES] =
                    {"Where these are the rows of a relationship, load them with prefetch() or "
                     "a join; otherwise fetch the rows for all objects with one query before "
                     "the loop, where(field.in_(keys))."},
                [LOOP_ACTION_AGGREGATES] =
                    {"Compute it for all objects with one query, by fn.COUNT() or another "
                     "function and group_by(field)."},
                [LOOP_ACTION_INSERTS] =
                    {"Collect the rows and insert them with one insert_many() or bulk_create()."},
                [LOOP_ACTION_UPDATES] =
                    {"Where all rows get the same values, use one update().where(field.in_(keys)); "
                     "where not, bulk_update()."},
                [LOOP_ACTION_DELETES] = {"Delete them with one delete().where(field.in_(keys))."},
            },
    },
    {
        .name = "Pony",
        .signs = {{"/pony/orm/", NULL}},
        .advice =
            {
                [LOOP_ACTION_QUERIES] =
                    {"Where these are the rows of a relationship, add prefetch() of it to the "
                     "query that loads the objects of the loop; otherwise fetch the rows for "
                     "all of them with one query before the loop."},
                [LOOP_ACTION_AGGREGATES] =
                    {"Compute it for all objects with one query: select((x, count(x.items)) for "
                     "x in ...)."},
            },
    },
    {
        .name = "ActiveRecord",
        .signs = {{"/activerecord-", NULL}},
        .loads = {{"/active_record/associations/", NULL}},
        .advice =
            {
                [LOOP_ACTION_LOADS_ONE] =
                    {"Add includes(:{relationship}) to the relation that loads the records of the "
                     "loop.",
                     "Add includes() of this association to the relation that loads the records "
                     "of the loop."},
                [LOOP_ACTION_LOADS_MANY] =
                    {"Add includes(:{relationship}) to the relation that loads the records of "
                     "the loop.",
                     "Add includes() of this association to the relation that loads the records "
                     "of the loop."},
                [LOOP_ACTION_QUERIES] =
                    {"Where these are the rows of an association, add includes() of it to the "
                     "relation that loads the records of the loop; otherwise fetch the rows "
                     "for all of them before the loop, where(key: keys)."},
                [LOOP_ACTION_AGGREGATES] =
                    {"Compute it for all records with one group(:key).count, or keep it in a "
                     "counter_cache."},
                [LOOP_ACTION_INSERTS] = {"Collect the rows and insert them with one insert_all()."},
                [LOOP_ACTION_UPDATES] =
                    {"Where all rows get the same values, use one update_all(); where not, "
                     "upsert_all()."},
                [LOOP_ACTION_DELETES] = {"Delete them with one where(id: ids).delete_all."},
            },
    },
    {
        .name = "Eloquent",
        .signs = {{"/Illuminate/Database/", NULL}},
        .loads = {{"/Eloquent/Concerns/HasAttributes.php", NULL}},
        .advice =
            {
                [LOOP_ACTION_LOADS_ONE] =
                    {"Add with('{relationship}') to the query that loads the models of the loop.",
                     "Add with() of this relationship to the query that loads the models of the "
                     "loop."},
                [LOOP_ACTION_LOADS_MANY] =
                    {"Add with('{relationship}') to the query that loads the models of the loop.",
                     "Add with() of this relationship to the query that loads the models of the "
                     "loop."},
                [LOOP_ACTION_QUERIES] =
                    {"Where these are the rows of a relationship, add with() of it to the "
                     "query that loads the models of the loop; otherwise fetch the rows for "
                     "all of them before the loop, with whereIn()."},
                [LOOP_ACTION_AGGREGATES] =
                    {"Add withCount() or another aggregate of this relationship to the query "
                     "that loads the models of the loop."},
                [LOOP_ACTION_INSERTS] = {"Collect the rows and insert them with one insert()."},
                [LOOP_ACTION_UPDATES] =
                    {"Where all rows get the same values, use one update(); where not, upsert()."},
                [LOOP_ACTION_DELETES] = {"Delete them with one whereIn(...)->delete()."},
            },
    },
    {
        .name = "Doctrine",
        .signs = {{"/doctrine/orm/", NULL}},
        .advice =
            {
                [LOOP_ACTION_QUERIES] =
                    {"Where these are the rows of an association, fetch-join it in the query that loads the "
                     "entities of the loop (leftJoin() and addSelect()); otherwise fetch the rows for all of "
                     "them before the loop, with IN (:keys)."},
                [LOOP_ACTION_AGGREGATES] = {"Compute it for all entities with one query and groupBy()."},
                [LOOP_ACTION_INSERTS] = {"Persist all entities and flush() once after the loop."},
                [LOOP_ACTION_UPDATES] = {"Flush once after the loop, or run one DQL UPDATE."},
                [LOOP_ACTION_DELETES] = {"Remove them with one DQL DELETE ... WHERE ... IN (:keys)."},
            },
    },
};

#define PYTHON_REPEATS                                                                          \
    [LOOP_ACTION_REPEATS] = {"Run it once before the loop and keep the result (a variable, or " \
                             "functools.lru_cache), where nothing in the loop changes what it reads."}

static const struct framework python_sqlite = {
    .name = "Python and SQLite",
    .advice =
        {
            PYTHON_REPEATS,
            [LOOP_ACTION_INSERTS] =
                {"Put the loop inside one transaction, or collect the rows and insert them with "
                 "executemany() or one statement."},
            [LOOP_ACTION_UPDATES] =
                {"Put the loop inside one transaction, or collect the values and update all rows "
                 "with executemany() or one statement."},
            [LOOP_ACTION_DELETES] =
                {"Put the loop inside one transaction, or delete all rows with one statement."},
        },
};

static const struct framework python_postgresql = {
    .name = "Python and PostgreSQL",
    .advice =
        {
            PYTHON_REPEATS,
            [LOOP_ACTION_INSERTS] =
                {"Collect the rows and insert them with one statement of several rows or COPY; "
                 "executemany() of psycopg 3 and execute_values() of psycopg2 send them together."},
            [LOOP_ACTION_UPDATES] =
                {"Collect the values and update all rows with one statement; executemany() of "
                 "psycopg 3 and execute_values() of psycopg2 send them together."},
            [LOOP_ACTION_DELETES] = {"Delete all rows with one statement."},
        },
};

static const struct framework sqlite = {
    .name = "SQLite",
    .advice =
        {
            [LOOP_ACTION_INSERTS] =
                {"Put the loop inside one transaction, or insert several rows with one statement."},
            [LOOP_ACTION_UPDATES] =
                {"Put the loop inside one transaction, or update all rows with one statement."},
            [LOOP_ACTION_DELETES] =
                {"Put the loop inside one transaction, or delete all rows with one statement."},
        },
};

static const struct framework postgresql = {
    .name = "PostgreSQL",
    .advice =
        {
            [LOOP_ACTION_INSERTS] = {"Insert many rows with one statement, or with COPY."},
            [LOOP_ACTION_UPDATES] =
                {"Update all rows with one statement: UPDATE ... FROM a list of the new values, or "
                 "unnest() of arrays."},
            [LOOP_ACTION_DELETES] = {"Delete all rows with one statement."},
        },
};

const struct framework *framework_without(enum loopline_driver driver, bool is_python) {
    if (driver == LOOPLINE_DRIVER_SQLITE)
        return is_python ? &python_sqlite : &sqlite;
    return is_python ? &python_postgresql : &postgresql;
}

static bool is_function(const char *qualified, const char *name) {
    const char *dot = qualified ? strrchr(qualified, '.') : NULL;
    return qualified && !strcmp(dot ? dot + 1 : qualified, name);
}

static bool shows(const struct source_frame *frame, const struct frame_sign *sign) {
    const char *path = frame->file ? frame->file : frame->module ? frame->module->key.path : NULL;
    if (!sign->path || !path || !strstr(path, sign->path))
        return false;
    return !sign->function || is_function(frame->function, sign->function);
}

static bool shows_one_of(const struct source_frame *frame, const struct frame_sign signs[MOST_SIGNS]) {
    for (size_t i = 0; i < MOST_SIGNS; i++) {
        if (shows(frame, &signs[i]))
            return true;
    }
    return false;
}

const struct framework *framework_next(const struct framework *previous, const struct source_stack *stack,
                                       size_t count) {
    const size_t first = previous ? (size_t)(previous - frameworks) + 1 : 0;
    for (size_t i = first; i < sizeof(frameworks) / sizeof(*frameworks); i++) {
        for (size_t frame = 0; frame < count && frame < stack->frame_count; frame++) {
            if (shows_one_of(&stack->frames[frame], frameworks[i].signs))
                return &frameworks[i];
        }
    }
    return NULL;
}

enum loop_action framework_loop_action(const struct framework *framework, const struct source_stack *stack,
                                       size_t count) {
    for (size_t i = 0; i < count && i < stack->frame_count; i++) {
        if (shows_one_of(&stack->frames[i], framework->loads))
            return LOOP_ACTION_LOADS_ONE;
        if (shows_one_of(&stack->frames[i], framework->reloads))
            return LOOP_ACTION_RELOADS;
    }
    return LOOP_ACTION_QUERIES;
}
