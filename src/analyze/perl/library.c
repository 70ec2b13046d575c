#include "library.h"

#include <string.h>

#include "base/word_list.h"

/* A directory of a path begins at `at` and has this name. */
static bool is_directory(const char *at, const char *name) {
    const size_t length = strlen(name);
    return strncmp(at, name, length) == 0 && at[length] == '/';
}

/* "5.36.0", "5.36" */
static bool is_version(const char *at) {
    return at[0] == '5' && at[1] == '.' && at[2] >= '0' && at[2] <= '9';
}

static const char *next_directory(const char *at) {
    const char *slash = strchr(at, '/');
    return slash ? slash + 1 : NULL;
}

/*
 * What follows a directory of @INC, whose path up to here ended in lib/ or share/: perl5/, perl/5.36/,
 * site_perl/5.36.0/, 5.36.0/, perhaps below x86_64-linux-gnu/, and with such a one behind it. NULL: none.
 */
static const char *behind_modules(const char *at) {
    static const char *const names[] = {"perl5", "perl", "perl-base", "site_perl", "vendor_perl"};
    if (!is_version(at)) {
        size_t i = 0;
        while (i < sizeof(names) / sizeof(*names) && !is_directory(at, names[i]))
            i++;
        if (i == sizeof(names) / sizeof(*names))
            return NULL;
        /* "perl" alone may be anyone's. */
        const char *next = next_directory(at);
        if (is_directory(at, "perl") && !is_version(next))
            return NULL;
        at = next;
    }
    while (is_version(at) || is_directory(at, "site_perl") || is_directory(at, "vendor_perl") ||
           strstr(at, "-linux") == at + strcspn(at, "/-")) {
        const char *next = next_directory(at);
        if (!next)
            break;
        at = next;
    }
    return at;
}

static bool is_root_of_libraries(const char *at) {
    return is_directory(at, "lib") || is_directory(at, "share") || is_directory(at, "lib64");
}

static const char *find_modules(const char *file) {
    for (const char *at = file[0] == '/' ? file + 1 : file; at; at = next_directory(at)) {
        if (!is_root_of_libraries(at))
            continue;
        const char *below = next_directory(at);
        const char *found = behind_modules(below);
        if (!found && strstr(below, "-linux") == below + strcspn(below, "/-"))
            found = behind_modules(next_directory(below));
        if (found)
            return found;
    }
    return strncmp(file, "/etc/perl/", 10) == 0 ? file + 10 : NULL;
}

bool perl_file_is_library(const char *file) {
    /* Of a program that was given by `-e`, the file is "-e"; of an evaluated text "(eval)". */
    const char *name = strrchr(file, '/');
    return strcmp(name ? name + 1 : file, "(eval)") == 0 || find_modules(file) != NULL;
}

const char *perl_package_of_file(const char *file, size_t *length) {
    const char *module = find_modules(file);
    if (!module)
        return NULL;
    /* App:: is no package: CPAN keeps programs there. */
    const size_t skipped = is_directory(module, "App") ? strlen("App/") : 0;
    *length = skipped + strcspn(module + skipped, "/.");
    return module;
}

static const char drivers[] = " DBI DBD ";

/* What other programs are made of, by the first part of its packages' names; of those in App:: by two. */
static const char frameworks[] =
    " Apache Apache2 App/Cmd App/Info App/Prove AnyEvent Archive Attribute B CGI Carp Catalyst Class Cache "
    "Child Clone Coro Cwd DB"
    " DBICx DBIx DB_File Dancer Dancer2 Data Date DateTime Devel Digest EV Email Encode Exporter ExtUtils"
    " FCGI File FindBin Future Getopt HTML HTTP Hash I18N IO IPC Importer JSON LWP List Locale Log MCE MIME"
    " MRO Math Module Mojo Mojolicious Moo Moose MooseX Mouse Net Object POE Params Path Perl PerlIO Plack "
    "Pod"
    " Role Rose Scalar Scope Server Socket Spreadsheet Starman Storable Sub Symbol Template Term Test Test2"
    " Text Throwable Tie Time Try Type Types UNIVERSAL URI Unicode Variable WWW XML XSLoader YAML base"
    " constant feature fields forks integer lib mro namespace overload parent re strict threads utf8 vars"
    " warnings ";

bool perl_file_is_driver(const char *file) {
    size_t length = 0;
    const char *package = perl_package_of_file(file, &length);
    return package && word_list_has(drivers, package, length);
}

bool perl_package_is_known(const char *name, size_t length) {
    return word_list_has(drivers, name, length) || word_list_has(frameworks, name, length);
}
