#include "layout.h"

#include <stddef.h>

enum { LAST_MINOR = 42 };

static const struct perl_layout layouts[] = {
    {36, 208, 224, 44, 104, 72, 1},
    {34, 208, 224, 44, 104, 72, 0},
    {32, 224, 240, 44, 104, 72, 0},
    {30, 224, 240, 40, 96, 64, 0},
};

const struct perl_layout *perl_layout(int minor) {
    if (minor > LAST_MINOR)
        return NULL;
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
        if (minor >= layouts[i].minor)
            return &layouts[i];
    return NULL;
}
