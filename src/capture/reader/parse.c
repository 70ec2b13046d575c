#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/numbers.h"
#include "capture/reader/by_id.h"
#include "capture/reader/header.h"
#include "capture/reader/reader.h"
#include "capture/reader/records.h"
#include "capture/reader/sequence.h"

struct parse {
    struct capture *capture;
    struct records records;
    const uint8_t *bytes;
    size_t size;
};

/*
 * Turns the records of one type into items: `convert` fills one in, or returns false for a record that
 * contradicts itself. Returns the items, ordered by id.
 */
static void *convert_records(struct parse *parse, enum loopline_record_type type, size_t item_bytes,
                             bool (*convert)(struct parse *, const void *record, void *item),
                             size_t *item_count) {
    const struct record_list *list = &parse->records.of_type[type];
    char *items = pool_allocate(&parse->capture->pool, list->count, item_bytes);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        void *item = items + count * item_bytes;
        memset(item, 0, item_bytes);
        if (convert(parse, list->records[i], item) && by_id_of(item) != 0)
            count++;
        else
            parse->capture->damage.records++;
    }
    *item_count = by_id_order(items, count, item_bytes);
    parse->capture->damage.records += count - *item_count;
    return items;
}

/* The text behind the fixed part of a record, or NULL where its length does not fit the record. */
static const char *copy_tail(struct parse *parse, const struct loopline_record *record, const char *tail,
                             uint32_t tail_bytes) {
    const size_t offset = (size_t)(tail - (const char *)record);
    if (offset > record->bytes || tail_bytes > record->bytes - offset)
        return NULL;
    return pool_copy_text(&parse->capture->pool, tail, tail_bytes);
}

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
        .path = copy_tail(parse, &from->record, from->path, from->path_bytes),
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
        .path = copy_tail(parse, &from->record, from->path, from->path_bytes),
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
        .text = copy_tail(parse, &from->record, from->text, from->text_bytes),
    };
    return to->text != NULL;
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
    if (!line_table)
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

static int compare_positions(const void *key, const void *element) {
    const struct loopline_record *record = *(const struct loopline_record *const *)element;
    const uint8_t *position = key;
    return (position > (const uint8_t *)record) - (position < (const uint8_t *)record);
}

/* The histogram at a file offset, or NULL where no histogram starts there. */
static const uint32_t *find_histogram(struct parse *parse, uint64_t offset) {
    const struct record_list *list = &parse->records.of_type[LOOPLINE_RECORD_HISTOGRAM];
    if (offset == 0 || offset >= parse->size || list->count == 0)
        return NULL;
    const struct loopline_record *const *found =
        bsearch(parse->bytes + offset, list->records, list->count, sizeof(*list->records), compare_positions);
    if (!found)
        return NULL;
    const struct loopline_histogram *histogram = (const void *)*found;
    uint32_t *copy = pool_allocate(&parse->capture->pool, 1, sizeof(histogram->buckets));
    memcpy(copy, histogram->buckets, sizeof(histogram->buckets));
    return copy;
}

/*
 * A live site's counters are read one after the other while they change, so they may contradict each
 * other a little: what cannot be is brought back to what can.
 */
static struct capture_parent_candidate
convert_parent_candidate(struct parse *parse, const struct loopline_parent_candidate *from, uint64_t calls) {
    struct capture_parent_candidate parent_candidate = {
        .adjacent = from->adjacent,
        .episodes = from->episodes,
        .children = from->children,
        .minimum = from->minimum,
        .maximum = from->maximum,
        .open = from->start_calls < calls ? calls - from->start_calls : 0,
        .waits = from->waits < calls ? from->waits : calls,
        .histogram = find_histogram(parse, from->histogram),
    };
    if (parent_candidate.children > calls)
        parent_candidate.children = calls;
    if (parent_candidate.open > calls - parent_candidate.children)
        parent_candidate.open = calls - parent_candidate.children;
    if (parent_candidate.maximum > parent_candidate.children)
        parent_candidate.maximum = parent_candidate.children;
    if (parent_candidate.minimum > parent_candidate.maximum)
        parent_candidate.minimum = parent_candidate.maximum;
    if (parent_candidate.episodes > parent_candidate.children)
        parent_candidate.episodes = parent_candidate.children;
    return parent_candidate;
}

static bool convert_site(struct parse *parse, const void *record, void *item) {
    const struct loopline_site *from = record;
    struct capture_site *to = item;
    struct capture *capture = parse->capture;
    const uint64_t calls = from->calls;
    *to = (struct capture_site){
        .id = from->id,
        .thread_record = from->thread_record,
        .statement = by_id_find(capture->statements, capture->statement_count, sizeof(*capture->statements),
                                from->statement),
        .stack = by_id_find(capture->stacks, capture->stack_count, sizeof(*capture->stacks), from->stack),
        .library = by_id_find(capture->libraries, capture->library_count, sizeof(*capture->libraries),
                              from->library),
        .calls = calls,
        .failed = at_most(from->failed, calls),
        .rows = from->rows,
        .changed_rows = from->changed_rows,
        .ticks = from->ticks,
        .pipelined = at_most(from->pipelined, calls),
        .in_transaction = at_most(from->in_transaction, calls),
        .without_parameters = at_most(from->without_parameters, calls),
        .distinct_parameters = at_most(from->distinct_parameters, calls),
        .longest_list = from->longest_list,
        .same_answers = at_most(from->same_answers, calls),
        .changed_answers = at_most(from->changed_answers, calls),
        .first_sequence = from->first_sequence,
        .last_sequence = from->last_sequence,
        .uninterrupted = convert_parent_candidate(parse, &from->uninterrupted, calls),
    };
    if (to->statement)
        return true;
    capture->damage.calls += calls;
    return false;
}

/* The site records that became sites, found again by id, now that every possible parent is there. */
static void connect_parent_candidates(struct parse *parse, const struct loopline_site *from) {
    struct capture *capture = parse->capture;
    struct capture_site *site =
        by_id_find(capture->sites, capture->site_count, sizeof(*capture->sites), from->id);
    if (!site || site->parent_candidate_count || site->thread_record != from->thread_record)
        return;
    for (size_t i = 0; i < LOOPLINE_PARENT_CANDIDATES; i++) {
        const struct capture_site *parent = by_id_find(
            capture->sites, capture->site_count, sizeof(*capture->sites), from->parent_candidates[i].parent);
        if (!parent || parent->thread_record != site->thread_record)
            continue;
        struct capture_parent_candidate *parent_candidate =
            &site->parent_candidates[site->parent_candidate_count++];
        *parent_candidate = convert_parent_candidate(parse, &from->parent_candidates[i], site->calls);
        parent_candidate->parent = parent;
        const uint64_t before = from->parent_candidates[i].parent_rows_before;
        parent_candidate->parent_rows = parent->rows > before ? parent->rows - before : 0;
    }
}

static void connect_variant(struct parse *parse, const struct loopline_variant *from) {
    struct capture *capture = parse->capture;
    struct capture_site *site =
        by_id_find(capture->sites, capture->site_count, sizeof(*capture->sites), from->site);
    const struct capture_stack *stack =
        by_id_find(capture->stacks, capture->stack_count, sizeof(*capture->stacks), from->stack);
    if (!site || !stack)
        return;
    struct capture_variant *variant = pool_allocate(&capture->pool, 1, sizeof(*variant));
    *variant = (struct capture_variant){.stack = stack, .next = site->variants};
    site->variants = variant;
}

static void connect_parameters(struct parse *parse, const struct loopline_parameters *from) {
    struct capture *capture = parse->capture;
    struct capture_site *site =
        by_id_find(capture->sites, capture->site_count, sizeof(*capture->sites), from->site);
    if (!site)
        return;
    parameter_sets_add_record(&capture->pool, &site->parameters, capture->parameter_key, from);
    const uint64_t count = parameter_sets_count(&site->parameters);
    if (count > site->distinct_parameters)
        site->distinct_parameters = at_most(count, site->calls);
}

static void convert_value_match(struct parse *parse, const struct loopline_value_match *from) {
    struct capture *capture = parse->capture;
    struct capture_value_match value_match = {
        .site = by_id_find(capture->sites, capture->site_count, sizeof(*capture->sites), from->site),
        .parent = by_id_find(capture->sites, capture->site_count, sizeof(*capture->sites), from->parent),
        .parameter = from->parameter,
        .column = copy_tail(parse, &from->record, from->column, from->column_bytes),
        .counts = from->counts,
    };
    if (!value_match.site || !value_match.parent || !value_match.parameter || !value_match.column) {
        capture->damage.records++;
        return;
    }
    struct loopline_value_match_counts *counts = &value_match.counts;
    counts->checked = at_most(counts->checked, value_match.site->calls);
    counts->matched = at_most(counts->matched, counts->checked);
    counts->in_order = at_most(counts->in_order, counts->matched);
    counts->wide = at_most(counts->wide, counts->matched);
    counts->moved = at_most(counts->moved, counts->matched);
    capture->value_matches[capture->value_match_count++] = value_match;
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
    capture->modules = convert_records(parse, LOOPLINE_RECORD_MODULE, sizeof(*capture->modules),
                                       convert_module, &capture->module_count);
    capture->libraries = convert_records(parse, LOOPLINE_RECORD_LIBRARY, sizeof(*capture->libraries),
                                         convert_library, &capture->library_count);
    capture->statements = convert_records(parse, LOOPLINE_RECORD_STATEMENT, sizeof(*capture->statements),
                                          convert_statement, &capture->statement_count);
    capture->runtimes = convert_records(parse, LOOPLINE_RECORD_RUNTIME, sizeof(*capture->runtimes),
                                        convert_runtime, &capture->runtime_count);
    capture->codes = convert_records(parse, LOOPLINE_RECORD_CODE, sizeof(*capture->codes), convert_code,
                                     &capture->code_count);
    capture->stacks = convert_records(parse, LOOPLINE_RECORD_STACK, sizeof(*capture->stacks), convert_stack,
                                      &capture->stack_count);
    capture->thread_records =
        convert_records(parse, LOOPLINE_RECORD_THREAD_RECORD, sizeof(*capture->thread_records),
                        convert_thread_record, &capture->thread_record_count);
    convert_sequences(parse);
    capture->sites = convert_records(parse, LOOPLINE_RECORD_SITE, sizeof(*capture->sites), convert_site,
                                     &capture->site_count);
    const struct record_list *sites = &parse->records.of_type[LOOPLINE_RECORD_SITE];
    for (size_t i = 0; i < sites->count; i++)
        connect_parent_candidates(parse, (const void *)sites->records[i]);
    const struct record_list *variants = &parse->records.of_type[LOOPLINE_RECORD_VARIANT];
    for (size_t i = 0; i < variants->count; i++)
        connect_variant(parse, (const void *)variants->records[i]);
    const struct record_list *parameters = &parse->records.of_type[LOOPLINE_RECORD_PARAMETERS];
    for (size_t i = 0; i < parameters->count; i++)
        connect_parameters(parse, (const void *)parameters->records[i]);
    const struct record_list *value_matches = &parse->records.of_type[LOOPLINE_RECORD_VALUE_MATCH];
    capture->value_matches =
        pool_allocate(&capture->pool, value_matches->count, sizeof(*capture->value_matches));
    for (size_t i = 0; i < value_matches->count; i++)
        convert_value_match(parse, (const void *)value_matches->records[i]);
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
