#include "ruby.h"

#include <stdlib.h>
#include <string.h>

#include "base/word_list.h"

static bool starts_with(const char *text, const char *start) {
    return strncmp(text, start, strlen(start)) == 0;
}

/* ---- whose code -----------------------------------------------------------------------------------------
 */

/* "/gems/NAME-1.2.3/": where RubyGems and Bundler unpack gems, from archives and from repositories. */
static const char *gem_in(const char *file) {
    const char *name = NULL;
    for (const char *at = strstr(file, "/gems/"); at; at = strstr(at + 1, "/gems/")) {
        const char *gem = at + sizeof("/gems/") - 1;
        const size_t length = strcspn(gem, "/");
        for (size_t i = 1; i + 1 < length; i++) {
            if (gem[i] == '-' && ((gem[i + 1] >= '0' && gem[i + 1] <= '9') || length - i > 7))
                name = gem;
        }
    }
    return name;
}

/* "/lib/ruby/3.1.0/", "/usr/lib/ruby/vendor_ruby/", "/usr/lib/x86_64-linux-gnu/ruby/". */
static bool is_installed(const char *file) {
    static const char *const directories[] = {
        "/lib/ruby/", "/vendor_ruby/", "/site_ruby/", "/usr/share/ruby/", "/rubygems-integration/", NULL,
    };
    for (size_t i = 0; directories[i]; i++) {
        if (strstr(file, directories[i]))
            return true;
    }
    return starts_with(file, "/usr/lib/") && strstr(file, "/ruby/");
}

/* "<internal:kernel>" is Ruby's own; "(eval)" and "(eval at FILE:LINE)" were made by a program or library. */
bool ruby_file_is_library(const char *file) {
    if (file[0] == '<' || starts_with(file, "(eval"))
        return true;
    const char *name = strrchr(file, '/');
    if (starts_with(name ? name + 1 : file, "(eval"))
        return true;
    return gem_in(file) || is_installed(file);
}

static const char drivers[] = " pg sqlite3 mysql2 extralite pg_query sequel_pg activerecord-pg_enum ";

const char *ruby_package_of(const char *file, size_t *length) {
    const char *gem = gem_in(file);
    if (gem) {
        const char *end = gem + 1;
        while (*end && *end != '/' && !(*end == '-' && end[1] >= '0' && end[1] <= '9'))
            end++;
        *length = (size_t)(end - gem);
        return gem;
    }
    /* Debian unpacks some beside one another, as `make install` does; some of them by the version of Ruby. */
    static const char *const directories[] = {"/vendor_ruby/", "/site_ruby/"};
    for (size_t i = 0; i < sizeof(directories) / sizeof(*directories); i++) {
        const char *name = strstr(file, directories[i]);
        if (!name)
            continue;
        name += strlen(directories[i]);
        if (*name >= '0' && *name <= '9' && strchr(name, '/'))
            name = strchr(name, '/') + 1;
        *length = strcspn(name, "/.");
        return name;
    }
    return NULL;
}

bool ruby_file_is_driver(const char *file) {
    size_t length = 0;
    const char *package = ruby_package_of(file, &length);
    return package && word_list_has(drivers, package, length);
}

/* ---- what repeats ---------------------------------------------------------------------------------------
 */

/* Methods of Ruby's core and its standard extensions that call a block, or what stands for one, repeatedly.
 */
static const char iterators[] =
    " all? any? bsearch bsearch_index chunk chunk_while collect collect! collect_concat combination count "
    "cycle"
    " delete_if detect downto drop_while each each_byte each_char each_child each_codepoint each_cons"
    " each_entry each_grapheme_cluster each_index each_key each_line each_object each_pair each_slice"
    " each_value each_with_index each_with_object entries fetch_values filter filter! filter_map find "
    "find_all"
    " find_index first flat_map foreach gsub gsub! group_by index inject keep_if loop map map! max max_by"
    " min min_by minmax minmax_by none? one? partition permutation product reduce reject reject!"
    " repeated_combination repeated_permutation reverse_each rindex select select! slice_after slice_before"
    " slice_when sort sort! sort_by sort_by! step sum take_while tally times to_a to_h to_set transform_keys"
    " transform_keys! transform_values transform_values! uniq uniq! upto with_index with_object zip ";

static bool is_called(const char *method, const char *name) {
    const char *dot = strrchr(method, '.');
    const char *hash = strrchr(method, '#');
    const char *start = dot > hash ? dot + 1 : hash ? hash + 1 : method;
    return strcmp(start, name) == 0;
}

/* Array#join asks the elements of an array for their text. */
static bool joins(const char *method, const char *callee) {
    return is_called(method, "join") && callee && (is_called(callee, "to_s") || is_called(callee, "to_str"));
}

bool ruby_method_iterates(const char *method, const char *callee) {
    if (joins(method, callee))
        return true;
    if (!word_list_has(iterators, method, strlen(method)))
        return false;
    return !callee || !is_called(callee, "each");
}

/* ---- blocks ---------------------------------------------------------------------------------------------
 */

/* "block in X": 1 and X; "block (3 levels) in X": 3 and X; anything else: 0 and itself. */
static long levels_of(const char *name, const char **method) {
    static const char plain[] = "block in ";
    static const char nested[] = "block (";
    *method = name;
    if (starts_with(name, plain)) {
        *method = name + sizeof(plain) - 1;
        return 1;
    }
    const char *rest = strstr(name, " levels) in ");
    if (!starts_with(name, nested) || !rest)
        return 0;
    *method = rest + sizeof(" levels) in ") - 1;
    return strtol(name + sizeof(nested) - 1, NULL, 10);
}

/* What a method does on an exception, or at its end, is code of its own. */
static const char *without_clause(const char *name) {
    static const char *const clauses[] = {"rescue in ", "ensure in "};
    for (size_t i = 0; i < sizeof(clauses) / sizeof(*clauses); i++) {
        if (starts_with(name, clauses[i]))
            return without_clause(name + strlen(clauses[i]));
    }
    return name;
}

/* Names hold what a program makes them hold: the last one is the label. */
size_t ruby_route_length(const char *name) {
    size_t length = 0;
    for (const char *at = strstr(name, ": block "); at; at = strstr(at + 1, ": block "))
        length = (size_t)(at - name);
    return length;
}

static const char *label_of(const char *name) {
    const size_t length = ruby_route_length(name);
    return length ? name + length + 2 : name;
}

bool ruby_is_block_of(const char *block, const char *owner) {
    const char *method;
    const char *owning_method;
    const long levels = levels_of(without_clause(label_of(block)), &method);
    const long owning_levels = levels_of(without_clause(label_of(owner)), &owning_method);
    return levels > 0 && levels == owning_levels + 1 && strcmp(method, owning_method) == 0;
}
