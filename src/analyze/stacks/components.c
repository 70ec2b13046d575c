#include "components.h"

#include <ctype.h>
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

/* ---- what belongs together ----
 */

static size_t folder_length(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) : 0;
}

/* /usr/lib, /lib64, /usr/lib/x86_64-linux-gnu: everybody's libraries lie there. */
static bool is_common_folder(const char *path, size_t length) {
    size_t start = length;
    while (start > 0 && path[start - 1] != '/')
        start--;
    const size_t name = length - start;
    if (name >= 3 && strncmp(path + start, "lib", 3) == 0 && name <= strlen("libx32"))
        return true;
    for (size_t i = start; i + 7 <= length; i++) {
        if (strncmp(path + i, "-linux-", 7) == 0)
            return true;
    }
    return false;
}

/* The letters that the name begins with, behind `lib`. */
static size_t first_word(const char *path, const char **word) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    *word = strncmp(name, "lib", 3) == 0 ? name + 3 : name;
    size_t length = 0;
    while (isalpha((unsigned char)(*word)[length]))
        length++;
    return length;
}

bool component_is_of_family(const char *path, const char *other) {
    const size_t folder = folder_length(path);
    if (folder == folder_length(other) && strncmp(path, other, folder) == 0 &&
        !is_common_folder(path, folder))
        return true;
    const char *left;
    const char *right;
    const size_t length = first_word(path, &left);
    return length && length == first_word(other, &right) && strncmp(left, right, length) == 0;
}

bool component_starts_program(const char *function) {
    return function && strncmp(function, "__libc_start_", 13) == 0;
}
