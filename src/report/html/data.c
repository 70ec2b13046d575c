#include <stdlib.h>

#include "call_paths.h"
#include "parts.h"
#include "report/formats.h"

/* ---- call sites and when they ran ---- */

static const char *verdict_of(struct pool *pool, const struct report_site *site) {
    if (site->finding)
        return pool_format(pool, "loop %zu", site->finding->loop->number);
    return site->reason ? site->reason : "";
}

static void write_sites(struct json_writer *json, struct html_names *names, const struct report *report) {
    json_begin_array(json, "sites");
    for (size_t i = 0; i < report->site_count && i < HTML_SITES; i++) {
        const struct report_site *site = report->sites[i];
        json_begin_array(json, NULL);
        json_count(json, NULL, site->calls);
        json_count(json, NULL, site->rows);
        json_real(json, NULL, site->seconds * 1e6);
        json_count(json, NULL, html_name(names, html_short_statement(names->pool, site->statement->shown)));
        json_count(json, NULL, html_name(names, site->telling ? site->telling->short_place : "?"));
        json_text(json, NULL, verdict_of(names->pool, site));
        json_end_array(json);
    }
    json_end_array(json);
}

/* Threads are numbered through all processes. */
static void write_spans(struct json_writer *json, const struct report *report) {
    size_t written = 0;
    json_begin_array(json, "spans");
    for (size_t i = 0; i < report->site_count && i < HTML_SITES; i++) {
        const struct report_site *site = report->sites[i];
        for (size_t j = 0; j < site->span_count && written < HTML_SPANS; j++, written++) {
            json_begin_array(json, NULL);
            json_count(json, NULL, ((uint64_t)site->spans[j].process << 32) + site->spans[j].thread);
            json_count(json, NULL, site->spans[j].first);
            json_count(json, NULL, site->spans[j].last);
            json_count(json, NULL, i);
            json_count(json, NULL, site->finding != NULL);
            json_end_array(json);
        }
    }
    json_end_array(json);
}

static void write_markdown(struct json_writer *json, const struct report *report, size_t loops_in_full) {
    json_begin_object(json, "markdown");
    for (size_t i = 0; i < loops_in_full; i++) {
        char *text = NULL;
        size_t bytes = 0;
        FILE *file = open_memstream(&text, &bytes);
        if (file) {
            write_markdown_loop(report->loops[i], file);
            fclose(file);
        }
        char key[24];
        snprintf(key, sizeof(key), "%zu", report->loops[i]->number);
        json_text(json, key, text ? text : "");
        free(text);
    }
    json_end_object(json);
}

void html_write_data(FILE *file, const struct report *report, size_t loops_in_full) {
    struct json_writer json = {.file = file, .layout = JSON_IN_SCRIPT};
    struct pool pool = {0};
    struct html_names names = {.pool = &pool};
    json_begin_object(&json, NULL);
    html_write_call_paths(&json, &names, &report, 1);
    write_sites(&json, &names, report);
    html_write_names(&json, &names);
    write_spans(&json, report);
    write_markdown(&json, report, loops_in_full);
    json_end_object(&json);
    pool_free(&pool);
}
