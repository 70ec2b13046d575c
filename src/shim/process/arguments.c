#include "arguments.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "host/text.h"

static const char option_characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-";
static const char path_characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+./";

static bool is_short_option(const char *argument) {
    return argument[0] == '-' && argument[1] && argument[1] != '-' && !argument[2] &&
           strchr(option_characters, argument[1]);
}

/* Length of the "--name" at the start of an argument; 0 where it is no long option. */
static size_t long_option(const char *argument) {
    if (strncmp(argument, "--", 2) != 0)
        return 0;
    const size_t length = strspn(argument, option_characters);
    return argument[length] == '\0' || argument[length] == '=' ? length : 0;
}

/* A password or a host's name may look like a path too, but no file is called so. */
static bool is_path(const char *argument) {
    return argument[0] != '-' && argument[strspn(argument, path_characters)] == '\0' &&
           strpbrk(argument, "./") && access(argument, F_OK) == 0;
}

static void add_masked(struct text *text, const char *argument, const char *before, bool *script_seen) {
    const size_t option = long_option(argument);
    const bool module = strcmp(before, "-m") == 0 && argument[strspn(argument, path_characters)] == '\0';
    if (is_short_option(argument)) {
        text_add_string(text, argument);
    } else if (option) {
        text_add(text, argument, option);
        text_add_string(text, argument[option] ? "=?" : "");
    } else if (!*script_seen && (module || is_path(argument))) {
        *script_seen = true;
        text_add_string(text, argument);
    } else {
        *script_seen = *script_seen || before[0] != '-';
        text_add_string(text, "?");
    }
}

void arguments_mask(int argc, char **argv, struct masked_arguments *result) {
    bool script_seen = false;
    result->count = result->bytes = 0;
    for (int i = 0; i < argc && argv[i]; i++) {
        if (result->bytes >= sizeof result->strings)
            return;
        struct text text =
            text_start(result->strings + result->bytes, sizeof result->strings - result->bytes);
        if (i == 0)
            text_add_string(&text, argv[i]);
        else
            add_masked(&text, argv[i], argv[i - 1], &script_seen);
        if (text.cut)
            return;
        result->bytes += (uint32_t)text.length + 1;
        result->count++;
    }
}
