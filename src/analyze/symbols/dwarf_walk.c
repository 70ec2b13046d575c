#include "dwarf_walk.h"

enum { MAXIMUM_DEPTH = 256 };

struct level {
    Dwarf_Die die;
    size_t inherited;
};

/*
 * In the file a DIE's children and siblings stand behind it. A reference that leads back is damage, and would
 * never end.
 */
static bool is_behind(Dwarf_Die *later, Dwarf_Die *earlier) {
    return (const char *)later->addr > (const char *)earlier->addr;
}

bool dwarf_walk(Dwarf_Die *root, size_t inherited, dwarf_walk_visit visit, void *context) {
    struct level levels[MAXIMUM_DEPTH];
    size_t depth = 0;
    Dwarf_Die furthest = *root;
    if (dwarf_child(root, &levels[0].die) != 0)
        return true;
    levels[0].inherited = inherited;
    depth = 1;
    while (depth > 0) {
        struct level *level = &levels[depth - 1];
        enum dwarf_walk_step step = DWARF_WALK_PAST;
        size_t handed_on = 0;
        /* A DIE that was seen before is damage as well: subtrees that overlap. */
        if (is_behind(&level->die, &furthest)) {
            furthest = level->die;
            step = visit(context, &level->die, level->inherited, &handed_on);
        }
        if (step == DWARF_WALK_STOP)
            return false;
        if (step == DWARF_WALK_INTO && depth < MAXIMUM_DEPTH &&
            dwarf_child(&level->die, &levels[depth].die) == 0) {
            levels[depth++].inherited = handed_on;
            continue;
        }
        while (depth > 0) {
            Dwarf_Die next;
            if (dwarf_siblingof(&levels[depth - 1].die, &next) == 0 &&
                is_behind(&next, &levels[depth - 1].die)) {
                levels[depth - 1].die = next;
                break;
            }
            depth--;
        }
    }
    return true;
}
