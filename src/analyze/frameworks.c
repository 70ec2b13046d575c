#include "analyze/frameworks.h"

#include <string.h>

#define DJANGO_SIGNS                                                           \
    .loads = {{"/django/db/models/fields/related_descriptors.py", "__get__"}}, \
    .reloads = {{"/django/db/models/base.py", "refresh_from_db"}}, .queries_relationships = true

#define DJANGO_WRITES                                                                                     \
    [HABIT_INSERTS] = {"Collect the objects in the loop and save them after it with one bulk_create()."}, \
    [HABIT_UPDATES] = {"Where all rows get the same values, use one update() of a queryset; where not, "  \
                       "collect the objects and save them with one bulk_update()."},                      \
    [HABIT_DELETES] = {"Delete them with one queryset: filter(pk__in=keys).delete()."}

/* What serves requests comes before what it serves them from. */
static const struct framework frameworks[] = {
    {
        .name = "GraphQL",
        .sign = {"/graphql/execution/", NULL},
        .advice =
            {
                [HABIT_QUERIES] =
                    {"Load them through a DataLoader: the resolver of each object hands in a key, "
                     "and one statement fetches the rows of all keys."},
                [HABIT_AGGREGATES] =
                    {"Load it through a DataLoader: the resolver of each object hands in a key, "
                     "and one statement with GROUP BY answers for all keys."},
                [HABIT_REPEATS] =
                    {"Load it through a DataLoader, which keeps what it has loaded for as long as "
                     "the request lasts."},
            },
    },
    {
        .name = "Django REST framework",
        .sign = {"/rest_framework/", NULL},
        DJANGO_SIGNS,
        .advice =
            {
                [HABIT_LOADS_ONE] =
                    {"Add select_related(\"{relationship}\") to the queryset of the view that the "
                     "serializer is given.",
                     "Add select_related() of this relationship to the queryset of the view that "
                     "the serializer is given."},
                [HABIT_LOADS_MANY] =
                    {"Add prefetch_related(\"{relationship}\") to the queryset of the view that "
                     "the serializer is given.",
                     "Add prefetch_related() of this relationship to the queryset of the view "
                     "that the serializer is given."},
                [HABIT_RELOADS] =
                    {"The queryset of the view leaves out columns that the serializer needs: change "
                     "its only() or defer()."},
                [HABIT_QUERIES] =
                    {"Add prefetch_related() of this relationship to the queryset of the view that "
                     "the serializer is given; where a field of the serializer builds a query of "
                     "its own, fetch the rows of all objects before, with filter(...__in=keys)."},
                [HABIT_AGGREGATES] =
                    {"Add annotate(Count(\"{relationship}\")) to the queryset of the view, and "
                     "let the serializer read the annotation.",
                     "Add annotate() with Count(), Sum() or Exists() to the queryset of the "
                     "view, and let the serializer read the annotation."},
                DJANGO_WRITES,
            },
    },
    {
        .name = "Django",
        .sign = {"/django/db/", NULL},
        DJANGO_SIGNS,
        .advice =
            {
                [HABIT_LOADS_ONE] =
                    {"Add select_related(\"{relationship}\") to the queryset that loads the "
                     "objects of the loop.",
                     "Add select_related() of this relationship to the queryset that loads the "
                     "objects of the loop."},
                [HABIT_LOADS_MANY] =
                    {"Add prefetch_related(\"{relationship}\") to the queryset that loads the "
                     "objects of the loop.",
                     "Add prefetch_related() of this relationship to the queryset that loads "
                     "the objects of the loop."},
                [HABIT_RELOADS] =
                    {"The queryset that loads the objects leaves out columns that the loop needs: "
                     "change its only() or defer(). Objects that have to be read anew can be "
                     "fetched with one queryset."},
                [HABIT_QUERIES] =
                    {"Add prefetch_related() of this relationship to the queryset that loads the "
                     "objects of the loop; where the loop builds a query of its own, fetch the "
                     "rows of all objects before it, with filter(...__in=keys)."},
                [HABIT_AGGREGATES] =
                    {"Add annotate(Count(\"{relationship}\")) to the queryset that loads the "
                     "objects of the loop.",
                     "Add annotate() with Count(), Sum() or Exists() to the queryset that loads "
                     "the objects of the loop, or group by the key in one queryset before it."},
                DJANGO_WRITES,
            },
    },
    {
        .name = "SQLAlchemy",
        .sign = {"/sqlalchemy/orm/", NULL},
        /* Deferred columns come through _load_for_state alone; the innermost sign counts. */
        .loads = {{"/sqlalchemy/orm/strategies.py", "_emit_lazyload"}},
        .reloads = {{"/sqlalchemy/orm/strategies.py", "_load_for_state"},
                    {"/sqlalchemy/orm/loading.py", "load_scalar_attributes"}},
        .advice =
            {
                [HABIT_LOADS_ONE] =
                    {"Add .options(selectinload({class}.{relationship})), or joinedload, to the "
                     "query that loads the objects of the loop.",
                     "Add selectinload() or joinedload() of the relationship {relationship} to "
                     "the options of the query that loads the objects of the loop.",
                     "Add selectinload() or joinedload() of this relationship to the options of "
                     "the query that loads the objects of the loop."},
                [HABIT_LOADS_MANY] =
                    {"Add .options(selectinload({class}.{relationship})) to the query that loads "
                     "the objects of the loop.",
                     "Add selectinload() of the relationship {relationship} to the options of "
                     "the query that loads the objects of the loop.",
                     "Add selectinload() of this relationship to the options of the query that "
                     "loads the objects of the loop."},
                [HABIT_RELOADS] =
                    {"The objects of the loop have expired or lack columns: do not commit inside "
                     "the loop (or use expire_on_commit=False), and undefer() what the loop "
                     "reads."},
                [HABIT_QUERIES] = {"Fetch the rows of all objects with one query before the loop, "
                                   "where(column.in_(keys)), or let a relationship load them with "
                                   "selectinload()."},
                [HABIT_AGGREGATES] =
                    {"Compute it for all objects with one query before the loop, by func.count() "
                     "or another function and group_by(key), or as a column_property()."},
                [HABIT_REPEATS] =
                    {"Run it once before the loop and keep the result, where nothing in the loop "
                     "changes what it reads; session.get() finds by its key what the session has "
                     "loaded, without a statement."},
                [HABIT_INSERTS] = {"Add all objects to the session and flush once after the loop, or run one "
                                   "session.execute(insert(...), rows)."},
                [HABIT_UPDATES] =
                    {"Change the objects and flush once after the loop; where all rows get the same "
                     "values, run one update().where(column.in_(keys))."},
                [HABIT_DELETES] = {"Delete them with one delete().where(column.in_(keys))."},
            },
    },
    {
        .name = "peewee",
        .sign = {"/peewee.py", NULL},
        .loads = {{"/peewee.py", "get_rel_instance"}},
        .queries_relationships = true,
        .advice =
            {
                [HABIT_LOADS_ONE] =
                    {"Join {relationship} in the query that loads the objects of the loop and "
                     "select both models, or use prefetch().",
                     "Join the other model in the query that loads the objects of the loop and "
                     "select both, or use prefetch()."},
                [HABIT_LOADS_MANY] = {"Load {relationship} for all objects of the loop with prefetch().",
                                      "Load the rows for all objects of the loop with prefetch()."},
                [HABIT_QUERIES] =
                    {"Load the rows for all objects of the loop with prefetch() or a join, or fetch "
                     "them before the loop with where(field.in_(keys))."},
                [HABIT_AGGREGATES] = {"Compute it for all objects with one query, by fn.COUNT() or another "
                                      "function and group_by(field)."},
                [HABIT_INSERTS] =
                    {"Collect the rows and insert them with one insert_many() or bulk_create()."},
                [HABIT_UPDATES] =
                    {"Where all rows get the same values, use one update().where(field.in_(keys)); "
                     "where not, bulk_update()."},
                [HABIT_DELETES] = {"Delete them with one delete().where(field.in_(keys))."},
            },
    },
    {
        .name = "Pony",
        .sign = {"/pony/orm/", NULL},
        .advice =
            {
                [HABIT_QUERIES] = {"Fetch the rows of all objects with one query before the loop, or add "
                                   "prefetch() to the query that loads the objects of the loop."},
                [HABIT_AGGREGATES] =
                    {"Compute it for all objects with one query: select((x, count(x.items)) for "
                     "x in ...)."},
            },
    },
    {
        .name = "ActiveRecord",
        .sign = {"/activerecord-", NULL},
        .loads = {{"/active_record/associations/", NULL}},
        .advice =
            {
                [HABIT_LOADS_ONE] =
                    {"Add includes(:{relationship}) to the relation that loads the records of the "
                     "loop.",
                     "Add includes() of this association to the relation that loads the records "
                     "of the loop."},
                [HABIT_LOADS_MANY] =
                    {"Add includes(:{relationship}) to the relation that loads the records of "
                     "the loop.",
                     "Add includes() of this association to the relation that loads the records "
                     "of the loop."},
                [HABIT_QUERIES] =
                    {"Add includes() of this association to the relation that loads the records of "
                     "the loop, or fetch them before it with where(key: keys)."},
                [HABIT_AGGREGATES] =
                    {"Compute it for all records with one group(:key).count, or keep it in a "
                     "counter_cache."},
                [HABIT_INSERTS] = {"Collect the rows and insert them with one insert_all()."},
                [HABIT_UPDATES] = {"Where all rows get the same values, use one update_all(); where not, "
                                   "upsert_all()."},
                [HABIT_DELETES] = {"Delete them with one where(id: ids).delete_all."},
            },
    },
    {
        .name = "Eloquent",
        .sign = {"/Illuminate/Database/", NULL},
        .loads = {{"/Eloquent/Concerns/HasAttributes.php", NULL}},
        .advice =
            {
                [HABIT_LOADS_ONE] =
                    {"Add with('{relationship}') to the query that loads the models of the loop.",
                     "Add with() of this relationship to the query that loads the models of the "
                     "loop."},
                [HABIT_LOADS_MANY] =
                    {"Add with('{relationship}') to the query that loads the models of the loop.",
                     "Add with() of this relationship to the query that loads the models of the "
                     "loop."},
                [HABIT_QUERIES] =
                    {"Add with() of this relationship to the query that loads the models of the "
                     "loop, or fetch them before it with whereIn()."},
                [HABIT_AGGREGATES] =
                    {"Add withCount() or another aggregate of this relationship to the query "
                     "that loads the models of the loop."},
                [HABIT_INSERTS] = {"Collect the rows and insert them with one insert()."},
                [HABIT_UPDATES] =
                    {"Where all rows get the same values, use one update(); where not, upsert()."},
                [HABIT_DELETES] = {"Delete them with one whereIn(...)->delete()."},
            },
    },
    {
        .name = "Doctrine",
        .sign = {"/doctrine/orm/", NULL},
        .advice =
            {
                [HABIT_QUERIES] =
                    {"Fetch-join this association in the query that loads the entities of the loop "
                     "(leftJoin() and addSelect()), or fetch them before it with IN (:keys)."},
                [HABIT_AGGREGATES] = {"Compute it for all entities with one query and groupBy()."},
                [HABIT_INSERTS] = {"Persist all entities and flush() once after the loop."},
                [HABIT_UPDATES] = {"Flush once after the loop, or run one DQL UPDATE."},
                [HABIT_DELETES] = {"Remove them with one DQL DELETE ... WHERE ... IN (:keys)."},
            },
    },
};

static const struct framework python = {
    .name = "DB-API",
    .advice =
        {
            [HABIT_REPEATS] = {"Run it once before the loop and keep the result (a variable, or "
                               "functools.lru_cache), where nothing in the loop changes what it reads."},
            [HABIT_INSERTS] =
                {"Collect the rows and insert them in one transaction with executemany(), with one "
                 "statement of several rows or, on PostgreSQL, with COPY."},
            [HABIT_UPDATES] =
                {"Collect the values and update all rows with one statement, or in one transaction "
                 "with executemany()."},
            [HABIT_DELETES] = {"Collect the keys and delete all rows with one statement."},
        },
};

static const struct framework sqlite = {
    .name = "SQLite",
    .advice =
        {
            [HABIT_INSERTS] =
                {"Put the loop inside one transaction, or insert several rows with one statement."},
            [HABIT_UPDATES] = {"Put the loop inside one transaction, or update all rows with one statement."},
            [HABIT_DELETES] = {"Put the loop inside one transaction, or delete all rows with one statement."},
        },
};

static const struct framework postgresql = {
    .name = "PostgreSQL",
    .advice =
        {
            [HABIT_INSERTS] = {"Insert many rows with one statement, or with COPY."},
            [HABIT_UPDATES] =
                {"Update all rows with one statement: UPDATE ... FROM a list of the new values, or "
                 "unnest() of arrays."},
            [HABIT_DELETES] = {"Delete all rows with one statement."},
        },
};

const struct framework *framework_of_python(void) {
    return &python;
}

const struct framework *framework_of_sqlite(void) {
    return &sqlite;
}

const struct framework *framework_of_postgresql(void) {
    return &postgresql;
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

const struct framework *framework_next(const struct framework *previous, const struct source_stack *stack,
                                       size_t count) {
    const size_t first = previous ? (size_t)(previous - frameworks) + 1 : 0;
    for (size_t i = first; i < sizeof(frameworks) / sizeof(*frameworks); i++) {
        for (size_t frame = 0; frame < count && frame < stack->frame_count; frame++) {
            if (shows(&stack->frames[frame], &frameworks[i].sign))
                return &frameworks[i];
        }
    }
    return NULL;
}

enum loop_habit framework_habit(const struct framework *framework, const struct source_stack *stack,
                                size_t count) {
    for (size_t i = 0; i < count && i < stack->frame_count; i++) {
        if (shows(&stack->frames[i], &framework->loads[0]) || shows(&stack->frames[i], &framework->loads[1]))
            return HABIT_LOADS_ONE;
        if (shows(&stack->frames[i], &framework->reloads[0]) ||
            shows(&stack->frames[i], &framework->reloads[1]))
            return HABIT_RELOADS;
    }
    return HABIT_QUERIES;
}
