/* Call paths and what they cost, for flame graphs: folded stacks, and speedscope's format. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/escape/json.h"
#include "report/formats.h"
#include "report/numbers.h"

/* ---- folded stacks: outermost;...;innermost;statement weight ---- */

/* A semicolon would be another frame. */
static void write_folded_name(FILE *output, const char *name) {
    for (; *name; name++)
        fputc(*name == ';' ? ',' : *name, output);
}

static const char *frame_name(const struct report_frame *frame) {
    return frame->short_name ? frame->short_name : frame->short_place;
}

static bool times_are_known(const struct report *report) {
    for (size_t i = 0; i < report->site_count; i++) {
        if (!isfinite(report->sites[i]->seconds))
            return false;
    }
    return true;
}

/* Microseconds in the database; executions where a clock did not tell. */
void write_folded_report(const struct report *report, const struct report_style *style, FILE *output) {
    const bool by_time = times_are_known(report);
    (void)style;
    for (size_t i = 0; i < report->site_count; i++) {
        const struct report_site *site = report->sites[i];
        for (size_t frame = site->stack->count; frame-- > 0;) {
            write_folded_name(output, frame_name(site->stack->frames[frame]));
            fputc(';', output);
        }
        write_folded_name(output, site->statement->shown);
        fprintf(output, " %" PRIu64 "\n", by_time ? number_rounded(site->seconds * 1e6) : site->calls);
    }
}

/* ---- speedscope ---- */

/* The statements follow the frames. */
static void write_frames(struct json_writer *json, const struct report *report) {
    json_begin_object(json, "shared");
    json_begin_array(json, "frames");
    for (size_t i = 0; i < report->frame_count; i++) {
        const struct report_frame *frame = report->frames[i];
        json_begin_object(json, NULL);
        json_text(json, "name", frame_name(frame));
        if (frame->file)
            json_text(json, "file", frame->file);
        if (frame->line)
            json_count(json, "line", (uint64_t)frame->line);
        json_end_object(json);
    }
    for (size_t i = 0; i < report->statement_count; i++) {
        json_begin_object(json, NULL);
        json_text(json, "name", report->statements_seen[i]->shown);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

static void write_samples(struct json_writer *json, const struct report *report) {
    json_begin_array(json, "samples");
    for (size_t i = 0; i < report->site_count; i++) {
        const struct report_site *site = report->sites[i];
        json_begin_array(json, NULL);
        for (size_t frame = site->stack->count; frame-- > 0;)
            json_count(json, NULL, site->stack->frames[frame]->number);
        json_count(json, NULL, report->frame_count + site->statement->number);
        json_end_array(json);
    }
    json_end_array(json);
}

static void write_profile(struct json_writer *json, const struct report *report, bool by_time) {
    double end = 0;
    json_begin_object(json, NULL);
    json_text(json, "type", "sampled");
    json_text(json, "name", by_time ? "time in the database" : "executions");
    json_text(json, "unit", by_time ? "seconds" : "none");
    write_samples(json, report);
    json_begin_array(json, "weights");
    for (size_t i = 0; i < report->site_count; i++) {
        const struct report_site *site = report->sites[i];
        const double seconds = isfinite(site->seconds) ? site->seconds : 0;
        const double weight = by_time ? seconds : (double)site->calls;
        json_real(json, NULL, weight);
        end += weight;
    }
    json_end_array(json);
    json_count(json, "startValue", 0);
    json_real(json, "endValue", end);
    json_end_object(json);
}

void write_speedscope_report(const struct report *report, const struct report_style *style, FILE *output) {
    struct json_writer json = {.file = output, .layout = JSON_LINE};
    (void)style;
    json_begin_object(&json, NULL);
    json_text(&json, "$schema", "https://www.speedscope.app/file-format-schema.json");
    json_text(&json, "name", "Loopline");
    json_text(&json, "exporter", "loopline " LOOPLINE_VERSION);
    json_count(&json, "activeProfileIndex", 0);
    write_frames(&json, report);
    json_begin_array(&json, "profiles");
    write_profile(&json, report, true);
    write_profile(&json, report, false);
    json_end_array(&json);
    json_end_object(&json);
    fputc('\n', output);
}
