#include "dwarf.h"

#include <dwarf.h> // NOLINT(readability-duplicate-include): elfutils' file, not ours
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dwarf_walk.h"

enum { MAXIMUM_REFERENCES = 16, MAXIMUM_NESTING = 64 };

/* A DIE that names others: a function, or what encloses one. */
struct named_die {
    Dwarf_Off offset;
    size_t parent;   /* index of the namespace, class or function around it; SIZE_MAX for none */
    const char *own; /* its name alone; owned by libdw */
};

struct unit {
    Dwarf_Die die;           /* the full unit: with split debug information, the one in the .dwo file */
    bool is_listed;          /* what follows is filled in */
    struct named_die *named; /* in the order of offsets */
    size_t named_count;
    size_t named_capacity;
    struct address_ranges functions; /* value: index in `named` */
};

struct dwarf_index {
    Dwarf *dwarf;
    struct text_pool *texts;
    struct unit *units; /* in the order of their DIEs' offsets, as far as not split */
    size_t unit_count;
    size_t unit_capacity;
    struct address_ranges code; /* value: index in `units` */
};

bool dwarf_add_ranges(struct address_ranges *ranges, Dwarf_Die *die, size_t value) {
    Dwarf_Addr base = 0;
    Dwarf_Addr low = 0;
    Dwarf_Addr high = 0;
    ptrdiff_t offset = 0;
    while ((offset = dwarf_ranges(die, offset, &base, &low, &high)) > 0) {
        const struct address_range range = {.low = low, .high = high, .value = value};
        /* The linker leaves a start of 0 where it dropped the code. */
        if (low != 0 && !address_ranges_add(ranges, range))
            return false;
    }
    return true;
}

static bool add_unit(struct dwarf_index *index, Dwarf_Die *die, Dwarf_Die *with_ranges) {
    if (index->unit_count == index->unit_capacity) {
        const size_t capacity = index->unit_capacity ? index->unit_capacity * 2 : 32;
        struct unit *grown = realloc(index->units, capacity * sizeof *grown);
        if (!grown)
            return false;
        index->units = grown;
        index->unit_capacity = capacity;
    }
    index->units[index->unit_count] = (struct unit){.die = *die};
    return dwarf_add_ranges(&index->code, with_ranges, index->unit_count++);
}

static bool add_units(struct dwarf_index *index) {
    Dwarf_CU *unit = NULL;
    Dwarf_Half version = 0;
    uint8_t type = 0;
    Dwarf_Die die;
    Dwarf_Die split;
    while (dwarf_get_units(index->dwarf, unit, &unit, &version, &type, &die, &split) == 0) {
        if (type == DW_UT_type || type == DW_UT_split_type)
            continue;
        if (!add_unit(index, dwarf_tag(&split) == DW_TAG_compile_unit ? &split : &die, &die))
            return false;
    }
    return address_ranges_sort(&index->code);
}

struct dwarf_index *dwarf_index_new(Dwarf *dwarf, struct text_pool *texts) {
    struct dwarf_index *index = calloc(1, sizeof *index);
    if (!index)
        return NULL;
    index->dwarf = dwarf;
    index->texts = texts;
    if (add_units(index))
        return index;
    dwarf_index_free(index);
    return NULL;
}

void dwarf_index_free(struct dwarf_index *index) {
    if (!index)
        return;
    for (size_t i = 0; i < index->unit_count; i++) {
        free(index->units[i].named);
        address_ranges_free(&index->units[i].functions);
    }
    address_ranges_free(&index->code);
    free(index->units);
    free(index);
}

static bool add_named(struct unit *unit, Dwarf_Die *die, size_t parent) {
    if (unit->named_count == unit->named_capacity) {
        const size_t capacity = unit->named_capacity ? unit->named_capacity * 2 : 64;
        struct named_die *grown = realloc(unit->named, capacity * sizeof *grown);
        if (!grown)
            return false;
        unit->named = grown;
        unit->named_capacity = capacity;
    }
    unit->named[unit->named_count++] =
        (struct named_die){.offset = dwarf_dieoffset(die), .parent = parent, .own = dwarf_diename(die)};
    return true;
}

static bool encloses_functions(int tag) {
    return tag == DW_TAG_namespace || tag == DW_TAG_module || tag == DW_TAG_class_type ||
           tag == DW_TAG_structure_type || tag == DW_TAG_union_type || tag == DW_TAG_enumeration_type;
}

/* Called for the DIEs of a unit in order; what it returns is handed on to the DIE's children. */
static enum dwarf_walk_step list_die(void *context, Dwarf_Die *die, size_t inherited, size_t *handed_on) {
    struct unit *unit = context;
    const int tag = dwarf_tag(die);
    *handed_on = inherited;
    if (tag == DW_TAG_lexical_block)
        return DWARF_WALK_INTO;
    const bool is_function = tag == DW_TAG_subprogram;
    if (!is_function && !encloses_functions(tag))
        return DWARF_WALK_PAST;
    *handed_on = unit->named_count;
    if (!add_named(unit, die, inherited))
        return DWARF_WALK_STOP;
    if (is_function && !dwarf_add_ranges(&unit->functions, die, *handed_on))
        return DWARF_WALK_STOP;
    return DWARF_WALK_INTO;
}

static bool list_unit(struct unit *unit) {
    if (unit->is_listed)
        return true;
    unit->is_listed = true;
    return dwarf_walk(&unit->die, SIZE_MAX, list_die, unit) && address_ranges_sort(&unit->functions);
}

static int compare_offsets(const void *left, const void *right) {
    const Dwarf_Off a = ((const struct named_die *)left)->offset;
    const Dwarf_Off b = ((const struct named_die *)right)->offset;
    return (a > b) - (a < b);
}

bool dwarf_index_function(struct dwarf_index *index, uint64_t address, Dwarf_Die *function, Dwarf_Die *unit) {
    const struct address_range *code = address_ranges_find(&index->code, address);
    if (!code)
        return false;
    struct unit *holder = &index->units[code->value];
    if (!list_unit(holder))
        return false;
    const struct address_range *range = address_ranges_find(&holder->functions, address);
    if (!range)
        return false;
    *unit = holder->die;
    Dwarf *dwarf = dwarf_cu_getdwarf(holder->die.cu);
    return dwarf_offdie(dwarf, holder->named[range->value].offset, function) != NULL;
}

/* The DIE that stands where the function was declared: inside its class or namespace. */
static void follow_to_declaration(Dwarf_Die *die) {
    for (int i = 0; i < MAXIMUM_REFERENCES; i++) {
        Dwarf_Attribute attribute;
        Dwarf_Die next;
        if (!dwarf_attr(die, DW_AT_abstract_origin, &attribute) &&
            !dwarf_attr(die, DW_AT_specification, &attribute))
            return;
        if (!dwarf_formref_die(&attribute, &next))
            return;
        *die = next;
    }
}

static struct unit *find_unit(struct dwarf_index *index, Dwarf_Die *die) {
    for (size_t i = 0; i < index->unit_count; i++)
        if (index->units[i].die.cu == die->cu)
            return &index->units[i];
    return NULL;
}

static const struct named_die *find_named(struct unit *unit, Dwarf_Die *die) {
    const struct named_die key = {.offset = dwarf_dieoffset(die)};
    if (unit->named_count == 0)
        return NULL;
    return bsearch(&key, unit->named, unit->named_count, sizeof key, compare_offsets);
}

/*
 * A function that encloses another (a lambda's, say) may be the definition of a method: its own enclosure is
 * that of the declaration.
 */
static const struct named_die *declaration_of(struct unit *unit, const struct named_die *named) {
    Dwarf_Die die;
    if (!dwarf_offdie(dwarf_cu_getdwarf(unit->die.cu), named->offset, &die) ||
        dwarf_tag(&die) != DW_TAG_subprogram)
        return named;
    follow_to_declaration(&die);
    const struct named_die *declaration = die.cu == unit->die.cu ? find_named(unit, &die) : NULL;
    return declaration ? declaration : named;
}

static const char *name_to_show(struct unit *unit, const struct named_die *named, const char *inner) {
    if (named->own)
        return named->own;
    Dwarf_Die die;
    if (!dwarf_offdie(dwarf_cu_getdwarf(unit->die.cu), named->offset, &die))
        return NULL;
    if (dwarf_tag(&die) == DW_TAG_namespace)
        return "(anonymous namespace)";
    return strcmp(inner, "operator()") == 0 ? "{lambda}" : "(anonymous class)";
}

/* Joins the names from the outermost enclosure to `named` with "::"; NULL out of memory. */
static char *join_names(struct unit *unit, const struct named_die *named, const char *name) {
    const char *parts[MAXIMUM_NESTING];
    size_t count = 0;
    size_t length = 0;
    parts[count++] = name;
    for (size_t parent = named->parent; parent != SIZE_MAX && count < MAXIMUM_NESTING;) {
        const struct named_die *enclosure = declaration_of(unit, &unit->named[parent]);
        const char *part = name_to_show(unit, enclosure, parts[count - 1]);
        parts[count++] = part ? part : "?";
        parent = enclosure->parent;
    }
    for (size_t i = 0; i < count; i++)
        length += strlen(parts[i]) + strlen("::");
    char *joined = malloc(length + 1);
    if (!joined)
        return NULL;
    char *end = joined;
    while (count-- > 0)
        end = stpcpy(stpcpy(end, parts[count]), count > 0 ? "::" : "");
    return joined;
}

const char *dwarf_index_name(struct dwarf_index *index, Dwarf_Die *function) {
    Dwarf_Die declaration = *function;
    follow_to_declaration(&declaration);
    const char *name = dwarf_diename(&declaration);
    if (!name)
        return NULL;
    struct unit *unit = find_unit(index, &declaration);
    const struct named_die *named = unit && list_unit(unit) ? find_named(unit, &declaration) : NULL;
    if (!named || named->parent == SIZE_MAX)
        return text_pool_add(index->texts, name);
    char *joined = join_names(unit, named, name);
    const char *kept = text_pool_add(index->texts, joined);
    free(joined);
    return kept;
}
