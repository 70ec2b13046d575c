#include <stdio.h>
#include <string.h>

#include "analyze/stacks/blocks.h"
#include "builder.h"
#include "nameless.h"
#include "sources.h"

static struct source_origin source_of(struct report_builder *builder, const struct source_frame *frame) {
    return (struct source_origin){
        .known = known_lines_file(builder->known_lines, frame->file),
        .files = &builder->sources,
        .path = model_file(builder, frame->file),
        .newest_mtime_ns = frame->module ? frame->module->key.file_mtime_ns : 0,
    };
}

/* `loopline: ignore` on the line or the one above, in whatever the language takes for a comment. */
static bool has_ignore_comment(const struct source_origin *source, int line) {
    static const char mark[] = "loopline: ignore";
    for (int number = line - 1; number <= line; number++) {
        const char *text = source_line(source, number);
        if (text && strstr(text, mark))
            return true;
    }
    return false;
}

/* What a report elsewhere needs of this loop's source. */
static void keep_lines(struct known_lines *kept, const char *file, const struct source_origin *source,
                       const struct report_loop *loop) {
    const struct report_source *shown = &loop->source;
    const int line = loop->where->line;
    const int first = shown->count && shown->lines[0].number < line ? shown->lines[0].number : line - 1;
    const int last = shown->count ? shown->lines[shown->count - 1].number : line;
    for (int number = first; number <= last; number++) {
        const char *text = source_line(source, number);
        if (text)
            known_lines_add(kept, file, number, text);
    }
}

static const char *hexadecimal(struct report_builder *builder, const uint8_t *bytes, size_t count) {
    char *text = pool_allocate(&builder->report->pool, 2 * count + 1, 1);
    for (size_t i = 0; i < count; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    return text;
}

/* The entry's name; of a function that has none, what it is passed with. */
static const char *name_of_entry(struct report_builder *builder, const struct loop_entry *entry) {
    const struct source_frame *frame = entry->frame;
    if (!frame || !frame->file || !entry->name || !frame->function ||
        strcmp(entry->name, frame->function) != 0)
        return model_text(builder, entry->name);
    const struct source_origin source = source_of(builder, frame);
    int first;
    const char *name = nameless_name(&builder->scratch, frame, &source, &first);
    for (int line = name ? first : 1; name && builder->options->merge_into && line <= frame->declaration_line;
         line++)
        known_lines_add(&builder->options->merge_into->lines, frame->file, line, source_line(&source, line));
    return name ? model_fresh_text(builder, name) : model_text(builder, entry->name);
}

const struct report_entry *model_entry(struct report_builder *builder, const struct loop_entry *entry) {
    struct report_entry *made = pool_allocate(&builder->report->pool, 1, sizeof(*made));
    *made = (struct report_entry){
        .kind = loop_entry_kind_name(entry->kind),
        .name = name_of_entry(builder, entry),
        .frame = model_frame(builder, entry->frame),
        .others = entry->others,
        .executions = entry->executions,
        .of = entry->of,
        .most_statements = entry->most_statements,
    };
    if (entry->has_span) {
        made->trace_id = hexadecimal(builder, entry->span.trace_id, sizeof(entry->span.trace_id));
        made->span_id = hexadecimal(builder, entry->span.span_id, sizeof(entry->span.span_id));
    }
    return made;
}

/* How many processes the loop's sites ran in. */
static size_t processes_of(struct report_builder *builder, const struct finding_loop *loop) {
    struct pool pool = {0};
    bool *ran = pool_allocate(&pool, builder->merged->capture_count, sizeof(*ran));
    size_t count = 0;
    for (size_t i = 0; i < loop->finding_count; i++) {
        const struct finding *finding = loop->findings[i];
        for (size_t part = 0; part < finding->part_count; part++)
            for (size_t span = 0; span < finding->parts[part]->span_count; span++)
                ran[finding->parts[part]->spans[span].capture] = true;
    }
    for (size_t i = 0; i < builder->merged->capture_count; i++)
        count += ran[i];
    pool_free(&pool);
    return count;
}

static struct report_loop *make_loop(struct report_builder *builder, const struct finding_loop *judged) {
    struct pool *pool = &builder->report->pool;
    struct report_loop *loop = pool_allocate(pool, 1, sizeof(*loop));
    const struct source_frame *where = blocks_line_of_loop(judged->stack, judged->where);
    const struct source_origin source = source_of(builder, where);
    *loop = (struct report_loop){
        .id = model_fresh_text(builder, judged->id),
        .number = ++builder->report->loop_count,
        .where = model_frame(builder, where),
        .header_line = judged->header_line,
        .source = source_around(pool, &source, where->line, judged->header_line),
        .has_ignore_comment = has_ignore_comment(&source, where->line),
        .through = model_frame(builder, judged->through),
        .body = model_frame(builder, judged->body),
        .entry = model_entry(builder, &judged->entry),
        .findings = pool_allocate(pool, judged->finding_count, sizeof(*loop->findings)),
        .statements = judged->statements,
        .processes = processes_of(builder, judged),
        .of_processes = builder->merged->capture_count,
        .seconds = judged->database_seconds,
        .transaction_seconds = judged->transaction_seconds,
        .saving_seconds = judged->saving_seconds,
    };
    if (builder->options->merge_into && where->file)
        keep_lines(&builder->options->merge_into->lines, where->file, &source, loop);
    for (size_t i = 0; i < judged->finding_count; i++) {
        struct report_finding *finding = builder->finding_of_site[judged->findings[i]->parts[0]->number];
        loop->findings[loop->finding_count++] = finding;
        finding->loop = loop;
    }
    return loop;
}

void model_add_loops(struct report_builder *builder) {
    const struct findings *judged = builder->judged;
    struct report *report = builder->report;
    report->loops = pool_allocate(&report->pool, judged->loop_count, sizeof(*report->loops));
    struct memo made = {0};
    for (size_t i = 0; i < judged->loop_count; i++) {
        report->loops[i] = make_loop(builder, judged->loops[i]);
        *memo_slot(&made, &builder->scratch, judged->loops[i]) = report->loops[i];
    }
    for (size_t i = 0; i < judged->loop_count; i++) {
        if (judged->loops[i]->nested_in)
            report->loops[i]->nested_in = *memo_slot(&made, &builder->scratch, judged->loops[i]->nested_in);
    }
}
