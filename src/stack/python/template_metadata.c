#include "template_metadata.h"

#include <string.h>

#include "foreign.h"
#include "frames.h"
#include "python/template_table.h"

/* Functions of templates within each other's, and templates in a collection, that are looked at. */
enum { FRAMES_OUTWARDS = 16, TEMPLATES = 1024, MODULE_DICTIONARY = 16, CELL_CONTENTS = 16 };

bool python_template_metadata_may_be(const struct runtime_code *code) {
    static const char prefix[] = PYTHON_TEMPLATE_FUNCTION;
    return code->name_bytes >= sizeof prefix && memcmp(code->name, prefix, sizeof prefix - 1) == 0;
}

static const void *attribute(const struct python_names *names, const void *object, const char *name) {
    return object ? python_names_attribute(names, object, name, NULL) : NULL;
}

/* What is known of a template's module, if that is the one with these globals. */
static const void *information_of(const struct python_names *names, const void *template,
                                  const void *globals) {
    const void *information = attribute(names, template, "_mmarker");
    const void *module = attribute(names, information, "module");
    return foreign_word(module, MODULE_DICTIONARY) == globals ? information : NULL;
}

/* Of the template that is rendered, or of one that it includes or inherits from. */
static const void *find_information(const struct python_names *names, const void *context,
                                    const void *globals) {
    const void *template = attribute(names, context, "_with_template");
    const void *found = information_of(names, template, globals);
    const void *collection =
        found ? NULL : attribute(names, attribute(names, template, "lookup"), "_collection");
    for (size_t i = 0; collection && !found && i < TEMPLATES; i++) {
        template = python_names_value_at(names, collection, i);
        if (!template)
            break;
        found = information_of(names, template, globals);
    }
    return found;
}

/* A variable that functions within use is in a cell (since 3.11 in the variable's place). */
static const void *out_of_cell(const struct python_names *names, const void *local) {
    const void *type = local ? foreign_type(names->objects->layout, local) : NULL;
    return foreign_type_is_called(type, "cell", sizeof "cell") ? foreign_word(local, CELL_CONTENTS) : local;
}

/* The context is the first argument of most functions of a template, and of one that the others lie within.
 */
size_t python_template_metadata_copy(const struct python_names *names, const void *frame, char *buffer,
                                     size_t capacity) {
    const void *globals = python_names_globals(names, frame);
    const void *information = NULL;
    for (int i = 0; frame && !information && i < FRAMES_OUTWARDS; i++) {
        if (python_names_globals(names, frame) == globals)
            information =
                find_information(names, out_of_cell(names, python_names_first_local(names, frame)), globals);
        frame = python_frame_outer(names->objects->layout, frame);
    }
    return information ? python_names_copy_end(names, attribute(names, information, "module_source"), buffer,
                                               capacity)
                       : 0;
}
