#include "components.h"

#include <string.h>

#include "base/word_list.h"

#include "analyze/perl/library.h"

/* Names as they are imported, separated by spaces. */
static const char drivers[] =
    " MySQLdb aiosqlite apsw asyncpg databases duckdb psycopg psycopg2 psycopg_binary psycopg_c psycopg_pool"
    " pyodbc pysqlite3 sqlcipher3 sqlean ";

static const char frameworks[] =
    " IPython _pytest aiohttp alembic anyio apscheduler asgiref attr billiard bottle celery channels cheroot"
    " cherrypy click dataset debug_toolbar decorator django django_extensions dramatiq eventlet falcon "
    "fastapi"
    " flask flask_sqlalchemy gevent gino graphene graphene_django graphene_sqlalchemy graphql greenlet "
    "gunicorn"
    " h11 hypercorn invoke ipykernel itsdangerous jinja2 joblib kombu litestar mako marshmallow meinheld "
    "mod_wsgi"
    " more_itertools mptt ninja nose numpy orjson ormar pandas paste peewee playhouse pluggy polars pony "
    "pydantic"
    " pydantic_core pyramid pytest quart records redis requests rest_framework rq sanic sentry_sdk "
    "simplejson six"
    " sqlalchemy sqlalchemy_utils sqlmodel starlette strawberry strawberry_django tenacity tornado tortoise"
    " treebeard trio twisted typer ujson urllib3 uvicorn uvloop waitress webob webtest werkzeug whitenoise "
    "wrapt"
    " wtforms yaml zope ";

/* How the names of the files start, separated by spaces. */
static const char *const libraries[] = {
    /* the C and C++ runtimes, threads, memory, preloads */
    "ld-linux libasan libatomic libc++ libc- libc.so libdl libgcc_s libgomp libjemalloc libloopline libm.so"
    " libmimalloc libpthread librt libstdc++ libtcmalloc libtsan libubsan linux-vdso",
    /* databases, and what programs reach them through */
    "libSOCI libQt5Sql libQt6Sql libaprutil libapr- libdbd libdbi libecpg libgda- libmysqlclient libodbc"
    " libpgtypes libPocoData libpq libqsqlite libqsqlpsql libsoci libspatialite libsqlcipher libsqlite"
    " libtclsqlite mod_spatialite psqlodbc",
    /* event loops and frameworks */
    "libQt libboost_ libev. libev- libevent libffi libgio libglib libgobject libgthread libgtk libuv",
    /* what holds an interpreter */
    "libR. libguile libjava libjli libjvm liblua libmono libnode libperl libphp libpypy libpython libruby "
    "libtcl"
    " libtk",
};

/* True where the text starts like one of the words of the list. */
static bool starts_like_word(const char *list, const char *text) {
    for (const char *at = list; *at; at += strspn(at, " ")) {
        const size_t next = strcspn(at, " ");
        if (strncmp(at, text, next) == 0)
            return true;
        at += next;
    }
    return false;
}

const char *component_package(const char *file, size_t *length) {
    static const char ending[] = "-packages/";
    const char *name = NULL;
    for (const char *at = strstr(file, ending); at; at = strstr(at + 1, ending))
        name = at + sizeof(ending) - 1;
    if (!name)
        return perl_package_of_file(file, length);
    *length = strcspn(name, "/.");
    return name;
}

bool component_is_driver_package(const char *name, size_t length) {
    return word_list_has(drivers, name, length);
}

bool component_is_known_package(const char *name, size_t length) {
    return word_list_has(drivers, name, length) || word_list_has(frameworks, name, length) ||
           perl_package_is_known(name, length);
}

bool component_is_shipped_application(const char *file) {
    return strstr(file, "-packages/django/contrib/") != NULL;
}

bool component_is_known_library(const char *path) {
    const char *slash = strrchr(path, '/');
    for (size_t i = 0; i < sizeof(libraries) / sizeof(*libraries); i++) {
        if (starts_like_word(libraries[i], slash ? slash + 1 : path))
            return true;
    }
    return false;
}
