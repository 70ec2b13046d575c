#include "foreign_codes.h"

#include "foreign.h"
#include "frames.h"
#include "host/memory.h"

/* Of a function of some thousand lines; a longer one is left out. */
enum { ROOM_BYTES = 1 << 18 };

/* The module's state: the bytecode and the line table that the last call returned; NULL: none was asked for.
 */
static char *room;

static bool has_room(void) {
    if (!room)
        room = memory_map(ROOM_BYTES);
    return room != NULL;
}

/* Copies into the room from `*used` on. */
static bool copy_bytes(const void *from, size_t length, size_t *used, struct runtime_bytes *result) {
    if (length > ROOM_BYTES - *used || !foreign_copy(room + *used, from, length))
        return false;
    *result = (struct runtime_bytes){room + *used, length};
    *used += length;
    return true;
}

static bool copy_head(const struct python_objects *objects, const struct runtime_frame *frame,
                      char head[PYTHON_CODE_BYTES]) {
    const struct python_layout *layout = objects->layout;
    return python_frames_have_locals(layout) && has_room() &&
           foreign_copy(head, frame->code, PYTHON_CODE_BYTES) &&
           pointer_at(head, layout->object_type) == objects->code_type &&
           python_frame_is_of_code(layout, frame, head);
}

static size_t bytecode_length(const struct python_layout *layout, const char *head) {
    return (size_t)(uintptr_t)pointer_at(head, layout->object_size) * 2;
}

static bool copy_line_table(const struct python_objects *objects, const void *table, size_t *used,
                            struct runtime_bytes *result) {
    const struct python_layout *layout = objects->layout;
    return table && foreign_type(layout, table) == objects->bytes_type &&
           copy_bytes((const char *)table + layout->bytes_data,
                      (size_t)(uintptr_t)foreign_word(table, layout->object_size), used, result);
}

bool python_foreign_codes_read(const struct python_names *names, const struct runtime_frame *frame,
                               struct runtime_code *result) {
    const struct python_layout *layout = names->objects->layout;
    char head[PYTHON_CODE_BYTES];
    size_t used = 0;
    if (!copy_head(names->objects, frame, head))
        return false;
    result->first_line = number_at(head, layout->code_first_line);
    result->file_bytes =
        python_names_copy_text(names, pointer_at(head, layout->code_file), result->file, sizeof result->file);
    result->name_bytes =
        python_names_copy_text(names, pointer_at(head, layout->code_name), result->name, sizeof result->name);
    return result->file_bytes && result->name_bytes && !python_objects_is_glue(result) &&
           copy_line_table(names->objects, pointer_at(head, layout->code_line_table), &used,
                           &result->line_table) &&
           copy_bytes((const char *)frame->code + layout->code_bytecode, bytecode_length(layout, head), &used,
                      &result->bytecode);
}

bool python_foreign_codes_read_bytecode(const struct python_objects *objects,
                                        const struct runtime_frame *frame, struct runtime_bytes *result) {
    const struct python_layout *layout = objects->layout;
    char head[PYTHON_CODE_BYTES];
    size_t used = 0;
    if (!copy_head(objects, frame, head))
        return false;
    const size_t length = bytecode_length(layout, head);
    const size_t needed = (size_t)frame->instruction + 2;
    return copy_bytes((const char *)frame->code + layout->code_bytecode, length < needed ? length : needed,
                      &used, result);
}
