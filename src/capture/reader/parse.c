#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/numbers.h"
#include "capture/reader/by_id.h"
#include "capture/reader/convert.h"
#include "capture/reader/header.h"
#include "capture/reader/reader.h"
#include "capture/reader/sequence.h"
#include "capture/reader/sites.h"

/* A text in a field of fixed size, NUL-terminated unless it is damaged. */
static const char *copy_field(struct parse *parse, const char *field, size_t field_bytes) {
    return pool_copy_text(&parse->capture->pool, field, strnlen(field, field_bytes));
}

/* ---- records that stand for themselves ------------------------------------------------------------------
 */

static bool convert_module(struct parse *parse, const void *record, void *item) {
    const struct loopline_module *from = record;
    struct capture_module *to = item;
    if (from->build_id_bytes > sizeof(from->build_id))
        return false;
    *to = (struct capture_module){
        .id = from->id,
        .is_program = from->is_program != 0,
        .build_id_bytes = from->build_id_bytes,
        .file_bytes = from->file_bytes,
        .file_mtime_ns = from->file_mtime_ns,
        .path = convert_tail(parse, &from->record, from->path, from->path_bytes),
    };
    memcpy(to->build_id, from->build_id, sizeof(to->build_id));
    return to->path != NULL;
}

static bool is_driver(uint32_t value) {
    return value == LOOPLINE_DRIVER_SQLITE || value == LOOPLINE_DRIVER_POSTGRESQL;
}

static bool convert_library(struct parse *parse, const void *record, void *item) {
    const struct loopline_library *from = record;
    struct capture_library *to = item;
    if (!is_driver(from->driver))
        return false;
    *to = (struct capture_library){
        .id = from->id,
        .driver = (enum loopline_driver)from->driver,
        .version = copy_field(parse, from->version, sizeof(from->version)),
        .path = convert_tail(parse, &from->record, from->path, from->path_bytes),
    };
    return to->path != NULL;
}

static bool convert_statement(struct parse *parse, const void *record, void *item) {
    const struct loopline_statement *from = record;
    struct capture_statement *to = item;
    if (!is_driver(from->driver))
        return false;
    *to = (struct capture_statement){
        .id = from->id,
        .driver = (enum loopline_driver)from->driver,
        .fingerprint = from->fingerprint,
        .statement_class =
            from->statement_class <= SQL_PREPARED ? (enum sql_class)from->statement_class : SQL_OTHER,
        .flags = from->flags,
        .text = convert_tail(parse, &from->record, from->text, from->text_bytes),
    };
    return to->text != NULL;
}

/* The next text of a record of tags; NULL where the record is shorter. */
static const char *take_tag(struct parse *parse, const struct loopline_tags *from, uint32_t bytes,
                            uint32_t *used) {
    const char *text =
        *used <= from->record.bytes ? convert_tail(parse, &from->record, from->data + *used, bytes) : NULL;
    *used += text ? bytes : 0;
    return text;
}

static bool convert_tags(struct parse *parse, const void *record, void *item) {
    const struct loopline_tags *from = record;
    struct capture_tags *to = item;
    uint32_t used = 0;
    to->id = from->id;
    to->route = take_tag(parse, from, from->route_bytes, &used);
    to->controller = take_tag(parse, from, from->controller_bytes, &used);
    to->action = take_tag(parse, from, from->action_bytes, &used);
    to->job = take_tag(parse, from, from->job_bytes, &used);
    return to->route && to->controller && to->action && to->job;
}

static bool convert_thread_record(struct parse *parse, const void *record, void *item) {
    (void)parse;
    const struct loopline_thread_record *from = record;
    struct capture_thread_record *to = item;
    *to = (struct capture_thread_record){
        .id = from->id,
        .threads = from->threads,
        .statements = from->statements,
        .dropped = from->dropped,
        .own_ticks = from->own_ticks,
        .paused_ticks = from->paused_ticks,
        .without_values = from->without_values != 0,
    };
    return true;
}

static bool convert_runtime(struct parse *parse, const void *record, void *item) {
    const struct loopline_runtime *from = record;
    struct capture_runtime *to = item;
    struct capture *capture = parse->capture;
    *to = (struct capture_runtime){
        .id = from->id,
        .kind = from->kind,
        .state = from->state <= LOOPLINE_RUNTIME_UNREADABLE ? (enum loopline_runtime_state)from->state
                                                            : LOOPLINE_RUNTIME_UNREADABLE,
        .version = copy_field(parse, from->version, sizeof(from->version)),
        .evaluator_module = by_id_find(capture->modules, capture->module_count, sizeof(*capture->modules),
                                       from->evaluator_module),
        .evaluator_position = from->evaluator_position,
        .evaluator_bytes = from->evaluator_bytes,
    };
    return true;
}

/* The next `bytes` bytes of a code record's data, or NULL where the record is shorter. */
static const char *take_data(const struct loopline_code *from, uint32_t bytes, size_t *used) {
    const size_t room = from->record.bytes - sizeof(*from);
    if (bytes > room - *used)
        return NULL;
    const char *data = from->data + *used;
    *used += bytes;
    return data;
}

static bool convert_code(struct parse *parse, const void *record, void *item) {
    const struct loopline_code *from = record;
    struct capture_code *to = item;
    struct capture *capture = parse->capture;
    size_t used = 0;
    const char *file = take_data(from, from->file_bytes, &used);
    const char *name = file ? take_data(from, from->name_bytes, &used) : NULL;
    const char *bytecode = name ? take_data(from, from->bytecode_bytes, &used) : NULL;
    const char *line_table = bytecode ? take_data(from, from->line_table_bytes, &used) : NULL;
    const char *origins = line_table ? take_data(from, from->origins_bytes, &used) : NULL;
    if (!origins)
        return false;
    *to = (struct capture_code){
        .id = from->id,
        .runtime =
            by_id_find(capture->runtimes, capture->runtime_count, sizeof(*capture->runtimes), from->runtime),
        .file = pool_copy_text(&capture->pool, file, from->file_bytes),
        .name = pool_copy_text(&capture->pool, name, from->name_bytes),
        .first_line = from->first_line,
        .bytecode = pool_copy_bytes(&capture->pool, bytecode, from->bytecode_bytes),
        .bytecode_bytes = from->bytecode_bytes,
        .line_table = pool_copy_bytes(&capture->pool, line_table, from->line_table_bytes),
        .line_table_bytes = from->line_table_bytes,
        .origins = pool_copy_bytes(&capture->pool, origins, from->origins_bytes),
        .origins_bytes = from->origins_bytes,
        .flags = from->flags,
    };
    return to->runtime != NULL;
}

/* ---- records that refer to others -----------------------------------------------------------------------
 */

/* A kind of a later writer stands for code of which this reader knows nothing. */
static struct capture_frame convert_frame(const struct capture *capture, const struct loopline_frame *from) {
    struct capture_frame frame = {.position = from->position};
    if (from->kind == LOOPLINE_FRAME_NATIVE)
        frame.module =
            by_id_find(capture->modules, capture->module_count, sizeof(*capture->modules), from->owner);
    if (from->kind != LOOPLINE_FRAME_CODE)
        return frame;
    frame.is_code = true;
    frame.is_entry = (from->position & LOOPLINE_FRAME_ENTRY) != 0;
    frame.has_tasks = (from->position & LOOPLINE_FRAME_TASKS) != 0;
    frame.spawns = (from->position & LOOPLINE_FRAME_SPAWNS) != 0;
    frame.takes = (from->position & LOOPLINE_FRAME_TAKES) != 0;
    frame.is_line = (from->position & LOOPLINE_FRAME_LINE) != 0;
    frame.position = from->position & LOOPLINE_FRAME_NOT_STARTED;
    frame.code = by_id_find(capture->codes, capture->code_count, sizeof(*capture->codes), from->owner);
    return frame;
}

static bool convert_stack(struct parse *parse, const void *record, void *item) {
    const struct loopline_stack *from = record;
    struct capture_stack *to = item;
    struct capture *capture = parse->capture;
    const size_t room = (from->record.bytes - sizeof(*from)) / sizeof(struct loopline_frame);
    if (from->frame_count > room)
        return false;
    struct capture_frame *frames = pool_allocate(&capture->pool, from->frame_count, sizeof(*frames));
    for (size_t i = 0; i < from->frame_count; i++)
        frames[i] = convert_frame(capture, &from->frames[i]);
    *to = (struct capture_stack){.id = from->id,
                                 .flags = from->flags,
                                 .frame_count = from->frame_count,
                                 .frames = frames,
                                 .handed_over_by = from->handed_over_by < from->id ? from->handed_over_by : 0,
                                 .taken_at = from->taken_at < from->id ? from->taken_at : 0};
    return true;
}

static uint32_t thread_record_of(const struct loopline_record *record) {
    return ((const struct loopline_sequence *)(const void *)record)->thread_record;
}

/* By thread record; within one as they lie in the file. */
static int compare_sequences(const void *left, const void *right) {
    const struct loopline_record *const one = *(const struct loopline_record *const *)left;
    const struct loopline_record *const other = *(const struct loopline_record *const *)right;
    const uint32_t first = thread_record_of(one);
    const uint32_t second = thread_record_of(other);
    return first != second ? (first > second) - (first < second) : (one > other) - (one < other);
}

/* The records of a thread record lie in the order in which it filled them. */
static void convert_sequences(struct parse *parse) {
    struct capture *capture = parse->capture;
    const struct record_list *list = &parse->records.of_type[LOOPLINE_RECORD_SEQUENCE];
    struct pool scratch = {0};
    if (!list->count)
        return;
    const struct loopline_record **own =
        pool_allocate(&scratch, list->count, sizeof(const struct loopline_record *));
    memcpy(own, list->records, list->count * sizeof(*own));
    qsort(own, list->count, sizeof(*own), compare_sequences);
    for (size_t first = 0, next; first < list->count; first = next) {
        const uint32_t owner = thread_record_of(own[first]);
        for (next = first + 1; next < list->count && thread_record_of(own[next]) == owner;)
            next++;
        struct capture_thread_record *to = by_id_find(capture->thread_records, capture->thread_record_count,
                                                      sizeof(*capture->thread_records), owner);
        if (to)
            sequence_read(&capture->pool, own + first, next - first, to, &capture->damage);
    }
    pool_free(&scratch);
}

static void convert_everything(struct parse *parse) {
    struct capture *capture = parse->capture;
    capture->modules = records_convert(parse, LOOPLINE_RECORD_MODULE, sizeof(*capture->modules),
                                       convert_module, &capture->module_count);
    capture->libraries = records_convert(parse, LOOPLINE_RECORD_LIBRARY, sizeof(*capture->libraries),
                                         convert_library, &capture->library_count);
    capture->statements = records_convert(parse, LOOPLINE_RECORD_STATEMENT, sizeof(*capture->statements),
                                          convert_statement, &capture->statement_count);
    capture->tags = records_convert(parse, LOOPLINE_RECORD_TAGS, sizeof(*capture->tags), convert_tags,
                                    &capture->tags_count);
    capture->runtimes = records_convert(parse, LOOPLINE_RECORD_RUNTIME, sizeof(*capture->runtimes),
                                        convert_runtime, &capture->runtime_count);
    capture->codes = records_convert(parse, LOOPLINE_RECORD_CODE, sizeof(*capture->codes), convert_code,
                                     &capture->code_count);
    capture->stacks = records_convert(parse, LOOPLINE_RECORD_STACK, sizeof(*capture->stacks), convert_stack,
                                      &capture->stack_count);
    capture->thread_records =
        records_convert(parse, LOOPLINE_RECORD_THREAD_RECORD, sizeof(*capture->thread_records),
                        convert_thread_record, &capture->thread_record_count);
    convert_sequences(parse);
    sites_convert(parse);
}

enum capture_error capture_parse(const char *path, const void *bytes, size_t size, struct capture **capture,
                                 char *message, size_t message_bytes) {
    *capture = NULL;
    message[0] = '\0';
    const enum capture_error error = header_check(path, bytes, size, message, message_bytes);
    if (error)
        return error;
    struct pool pool = {0};
    struct capture *parsed = pool_allocate(&pool, 1, sizeof(*parsed));
    parsed->pool = pool;
    parsed->path = pool_copy_text(&parsed->pool, path, strlen(path));
    struct parse parse = {.capture = parsed, .bytes = bytes, .size = size};
    parsed->owner = geteuid();
    header_copy(parsed, bytes);
    records_find(bytes, size, &parsed->pool, &parse.records, &parsed->damage);
    convert_everything(&parse);
    *capture = parsed;
    return CAPTURE_READ;
}
