#include "positions.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

/* Takes "." and ".." and doubled slashes out of an absolute path, in place. */
static void tidy_path(char *path) {
    char *end = path; /* of what is kept; it is empty or begins with a slash */
    const char *rest = path;
    while (*rest) {
        const size_t slashes = strspn(rest, "/");
        const char *part = rest + slashes;
        const size_t length = strcspn(part, "/");
        rest = part + length;
        if (length == 0 || (length == 1 && part[0] == '.'))
            continue;
        if (length == 2 && part[0] == '.' && part[1] == '.') {
            while (end > path && *--end != '/')
                ;
            continue;
        }
        *end++ = '/';
        memmove(end, part, length);
        end += length;
    }
    *end = '\0';
}

const char *dwarf_absolute_path(struct text_pool *texts, Dwarf_Die *unit, const char *file) {
    Dwarf_Attribute attribute;
    const char *directory = NULL;
    if (!file)
        return NULL;
    if (file[0] != '/')
        directory = dwarf_formstring(dwarf_attr_integrate(unit, DW_AT_comp_dir, &attribute));
    if (file[0] != '/' && (!directory || directory[0] != '/'))
        return text_pool_add(texts, file);
    char *path = malloc((directory ? strlen(directory) : 0) + strlen(file) + 2);
    if (!path)
        return NULL;
    path[0] = '\0';
    char *end = path;
    if (directory)
        end = stpcpy(stpcpy(end, directory), "/");
    stpcpy(end, file);
    tidy_path(path);
    const char *kept = text_pool_add(texts, path);
    free(path);
    return kept;
}

struct dwarf_position dwarf_position_at(struct text_pool *texts, Dwarf_Die *unit, uint64_t address) {
    struct dwarf_position position = {0};
    Dwarf_Line *line = dwarf_getsrc_die(unit, address);
    if (!line || dwarf_lineno(line, &position.line) != 0 || position.line <= 0)
        return (struct dwarf_position){0};
    dwarf_linecol(line, &position.column);
    position.file = dwarf_absolute_path(texts, unit, dwarf_linesrc(line, NULL, NULL));
    return position;
}

static int attribute_number(Dwarf_Die *die, unsigned name) {
    Dwarf_Attribute attribute;
    Dwarf_Word value = 0;
    if (!dwarf_attr_integrate(die, name, &attribute) || dwarf_formudata(&attribute, &value) != 0)
        return 0;
    return value <= INT32_MAX ? (int)value : 0;
}

struct dwarf_position dwarf_position_of_call(struct text_pool *texts, Dwarf_Die *unit, Dwarf_Die *inlined) {
    struct dwarf_position position = {0};
    Dwarf_Attribute attribute;
    Dwarf_Word index = 0;
    Dwarf_Files *files = NULL;
    size_t file_count = 0;
    position.line = attribute_number(inlined, DW_AT_call_line);
    position.column = attribute_number(inlined, DW_AT_call_column);
    if (dwarf_attr(inlined, DW_AT_call_file, &attribute) && dwarf_formudata(&attribute, &index) == 0 &&
        dwarf_getsrcfiles(unit, &files, &file_count) == 0 && index < file_count)
        position.file = dwarf_absolute_path(texts, unit, dwarf_filesrc(files, index, NULL, NULL));
    return position;
}

/* dwarf_decl_file of elfutils 0.188 ends the process by an assertion where a unit has no table of files. */
const char *dwarf_definition_file(Dwarf_Die *function) {
    Dwarf_Attribute attribute;
    Dwarf_Word index = 0;
    Dwarf_Files *files = NULL;
    size_t file_count = 0;
    Dwarf_Die unit;
    if (!dwarf_attr_integrate(function, DW_AT_decl_file, &attribute) ||
        dwarf_formudata(&attribute, &index) != 0 ||
        !dwarf_cu_die(attribute.cu, &unit, NULL, NULL, NULL, NULL, NULL, NULL) ||
        dwarf_getsrcfiles(&unit, &files, &file_count) != 0 || index >= file_count)
        return NULL;
    return dwarf_filesrc(files, index, NULL, NULL);
}

struct dwarf_position dwarf_position_of_definition(struct text_pool *texts, Dwarf_Die *unit,
                                                   Dwarf_Die *function) {
    struct dwarf_position position = {0};
    position.line = attribute_number(function, DW_AT_decl_line);
    position.file = dwarf_absolute_path(texts, unit, dwarf_definition_file(function));
    return position;
}
