#include "engine.h"

#include <string.h>

#include "host/text.h"
#include "layout.h"
#include "libc/definer.h"
#include "libc/loader.h"
#include "libc/objects.h"

static const char telling_symbol[] = "get_zend_version";
static const char version_start[] = "Zend Engine v";

/* ---- The object ---- */

/* By what runs PHP's code: another library may tell a version in the engine's place. */
static void find_object(struct php_engine *engine) {
    const void *symbol = real_dlsym(engine->handle, "execute_ex");
    struct object_place place;
    if (!code_segment_find(symbol, &engine->code))
        return;
    engine->is_program = object_find(symbol, &place) && !place.name[0];
}

/* ---- The version ---- */

static int read_number(const char **text) {
    int number = 0;
    for (; **text >= '0' && **text <= '9' && number < 1000; (*text)++)
        number = number * 10 + (**text - '0');
    return number;
}

static int read_part(const char **text) {
    if (**text != '.')
        return 0;
    (*text)++;
    return read_number(text);
}

/*
 * "Zend Engine v4.2.36, Copyright (c) Zend Technologies": since PHP 8.0 the engine's version is PHP's, but
 * for the first number, which is less by four; 3.4.0 is all of 7.4 (Zend/zend.h).
 */
static bool read_version(const char *text, struct php_engine *engine) {
    const size_t start = sizeof version_start - 1;
    if (strncmp(text, version_start, start) != 0)
        return false;
    text += start;
    const int major = read_number(&text);
    const int minor = read_part(&text);
    const int patch = read_part(&text);
    struct text version = text_start(engine->version, sizeof engine->version);
    engine->number = PHP_ENGINE(major, minor);
    text_add_number(&version, (uint64_t)major + 4);
    text_add_string(&version, ".");
    text_add_number(&version, (uint64_t)minor);
    if (major >= 4) {
        text_add_string(&version, ".");
        text_add_number(&version, (uint64_t)patch);
    }
    return true;
}

bool php_engine_find(struct php_engine *engine) {
    memset(engine, 0, sizeof *engine);
    if (!definer_open(telling_symbol, "php", &engine->handle))
        return false;
    const char *(*version)(void) = (const char *(*)(void))real_dlsym(engine->handle, telling_symbol);
    const char *text = version ? version() : NULL;
    if (!text || !read_version(text, engine))
        return false;
    find_object(engine);
    return true;
}
