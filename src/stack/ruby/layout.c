#include "layout.h"

#include <stddef.h>
#include <stdlib.h>

/*
 * Ruby 2.7, 3.1 and 3.3 as run; the others from the structures that rbspy-ruby-structs 0.51 has for each
 * version. Patch releases do not differ in these fields.
 */
static const struct ruby_layout layouts[] = {
    {207, 32, 56, 56, 120, 8, 16, true, true, true},     {300, 40, 56, 56, 120, 8, 16, true, true, false},
    {301, 40, 48, 64, 120, 12, 16, true, true, false},   {302, 48, 48, 64, 112, 12, 24, false, false, false},
    {303, 48, 48, 56, 112, 12, 24, false, false, false}, {304, 48, 48, 56, 112, 12, 24, false, false, false},
    {400, 48, 48, 56, 112, 12, 24, false, false, false},
};

const struct ruby_layout *ruby_layout_of(const char *version) {
    char *rest = NULL;
    const unsigned long major = strtoul(version, &rest, 10);
    const unsigned long minor = *rest == '.' ? strtoul(rest + 1, NULL, 10) : 99;
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
        if (minor < 100 && layouts[i].version == major * 100 + minor)
            return &layouts[i];
    return NULL;
}
