#include "library.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* Composer's directory, PEAR's, and Debian's; "phar:///usr/bin/composer/vendor/…" is one of them as well. */
static const char *const library_directories[] = {"/vendor/", "/usr/share/php/", "/usr/share/pear/",
                                                  "/lib/php/", "/pear/"};

/* eval() in a file: "/srv/page.php(12) : eval()'d code". */
static bool is_made_up(const char *file) {
    return strstr(file, " : eval()'d code") || strstr(file, " : runtime-created function");
}

bool php_file_is_library(const char *file) {
    for (size_t i = 0; i < sizeof(library_directories) / sizeof(*library_directories); i++)
        if (strstr(file, library_directories[i]))
            return true;
    return is_made_up(file);
}

/* As Composer and Debian install them. */
static const char *const drivers[] = {"/doctrine/dbal/", "/usr/share/php/Doctrine/DBAL/",
                                      "/Illuminate/Database/Connect", "/illuminate/database/Connect",
                                      "/src/Illuminate/Database/Connect"};

bool php_file_is_driver(const char *file) {
    for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++)
        if (strstr(file, drivers[i]))
            return true;
    return false;
}

static bool is_one_of(const char *function, const char *const *names, size_t count) {
    for (size_t i = 0; function && i < count; i++)
        if (strcasecmp(function, names[i]) == 0)
            return true;
    return false;
}

/*
 * Functions that take a function, and those that call methods of the objects in what they are given
 * (__toString, jsonSerialize, __serialize, current), as PHP's manual lists them, 7.4 to 8.5.
 */
static const char *const iterating[] = {
    "array_all",
    "array_any",
    "array_diff_uassoc",
    "array_diff_ukey",
    "array_filter",
    "array_find",
    "array_find_key",
    "array_intersect_uassoc",
    "array_intersect_ukey",
    "array_map",
    "array_reduce",
    "array_udiff",
    "array_udiff_assoc",
    "array_udiff_uassoc",
    "array_uintersect",
    "array_uintersect_assoc",
    "array_uintersect_uassoc",
    "array_unique",
    "array_walk",
    "array_walk_recursive",
    "implode",
    "iterator_apply",
    "iterator_count",
    "iterator_to_array",
    "join",
    "json_encode",
    "mb_ereg_replace_callback",
    "PDOStatement::fetchAll",
    "preg_replace_callback",
    "preg_replace_callback_array",
    "serialize",
    "sort",
    "uasort",
    "uksort",
    "unserialize",
    "usort",
    "xml_parse",
    "ArrayIterator::uasort",
    "ArrayIterator::uksort",
    "ArrayObject::uasort",
    "ArrayObject::uksort",
};

bool php_function_iterates(const char *function, const char *callee) {
    (void)callee;
    return is_one_of(function, iterating, sizeof(iterating) / sizeof(*iterating));
}

static const char *const pulling[] = {"Fiber::resume",   "Fiber::throw",     "Generator::current",
                                      "Generator::key",  "Generator::next",  "Generator::rewind",
                                      "Generator::send", "Generator::throw", "Generator::valid"};

bool php_function_pulls(const char *function) {
    return is_one_of(function, pulling, sizeof(pulling) / sizeof(*pulling));
}
