/* SARIF 2.1.0, as GitHub's code scanning takes it: an alert for each loop, at the loop line. */
#include <string.h>

#include "report/alert.h"
#include "report/escape/json.h"
#include "report/escape/uri.h"
#include "report/formats.h"

/* GitHub refuses a file of more than 25,000 results and shows 5,000 of them. */
enum { MOST_RESULTS = 5000, LONGEST_MESSAGE = 1024 };

struct rule {
    const char *id;
    const char *name;
    const char *title;
    const char *description;
};

static const struct rule rules[] = {
    {"n+1", "NPlusOneQueries", "A loop runs one statement for each row",
     "Each round of the loop asks the database for what belongs to one row. One statement for all rows, "
     "before "
     "the loop, answers the same with one round trip."},
    {"duplicate", "RepeatedQuery", "A loop runs the same statement with the same values",
     "Each round of the loop asks the database for what it was told before. Ask once, and keep the answer."},
    {"write-loop", "RowByRowWrite", "A loop writes rows one by one",
     "Each round of the loop sends one row, or ends one transaction. Send many rows with one statement, in "
     "one "
     "transaction."},
};

enum { RULES = sizeof(rules) / sizeof(*rules) };

static size_t number_of_rule(const char *kind) {
    for (size_t i = 0; i < RULES; i++) {
        if (strcmp(rules[i].id, kind) == 0)
            return i;
    }
    return 0;
}

/* Brackets would be links, braces placeholders. Cut to what is shown. */
static const char *message_text(struct pool *pool, const char *text) {
    char *escaped = pool_allocate(pool, strlen(text) * 2 + 1, 1);
    char *to = escaped;
    for (; *text && to - escaped < LONGEST_MESSAGE - 4; text++) {
        if (strchr("[]\\", *text))
            *to++ = '\\';
        else if (strchr("{}", *text))
            *to++ = *text;
        *to++ = *text;
    }
    if (*text) {
        while (to > escaped && ((unsigned char)to[-1] & 0xc0) == 0x80) /* no half a character */
            to--;
        to -= to > escaped && ((unsigned char)to[-1] & 0xc0) == 0xc0;
        memcpy(to, "...", sizeof("..."));
    }
    return escaped;
}

static void write_message(struct json_writer *json, const char *key, const char *text) {
    json_begin_object(json, key);
    json_text(json, "text", text);
    json_end_object(json);
}

static void write_rule(struct json_writer *json, const struct rule *rule) {
    json_begin_object(json, NULL);
    json_text(json, "id", rule->id);
    json_text(json, "name", rule->name);
    write_message(json, "shortDescription", rule->title);
    write_message(json, "fullDescription", rule->description);
    write_message(json, "help", rule->description);
    json_begin_object(json, "defaultConfiguration");
    json_text(json, "level", "warning");
    json_end_object(json);
    json_begin_object(json, "properties");
    json_begin_array(json, "tags");
    json_text(json, NULL, "performance");
    json_text(json, NULL, "database");
    json_end_array(json);
    json_text(json, "precision", "high");
    json_text(json, "problem.severity", "warning");
    json_end_object(json);
    json_end_object(json);
}

/* The line alone: an alert shows in a pull request only where all of its lines changed. */
static void write_location(struct json_writer *json, struct pool *pool, const struct report_frame *frame,
                           const char *message, size_t id) {
    json_begin_object(json, NULL);
    if (id)
        json_count(json, "id", id);
    json_begin_object(json, "physicalLocation");
    json_begin_object(json, "artifactLocation");
    json_text(json, "uri", uri_path(pool, frame->repository_path));
    json_text(json, "uriBaseId", "%SRCROOT%");
    json_end_object(json);
    json_begin_object(json, "region");
    json_count(json, "startLine", (uint64_t)frame->line);
    json_end_object(json);
    json_end_object(json);
    if (message)
        write_message(json, "message", message);
    json_end_object(json);
}

static bool can_be_shown(const struct report_frame *frame) {
    return frame && frame->repository_path && frame->line;
}

static void write_related(struct json_writer *json, struct pool *pool, const struct report_loop *loop) {
    const struct report_finding *finding = loop->findings[0];
    const struct report_frame *parting = finding->parent ? finding->parent->parting : NULL;
    size_t id = 0;
    json_begin_array(json, "relatedLocations");
    if (can_be_shown(finding->call_site) && finding->call_site != loop->where)
        write_location(json, pool, finding->call_site, "The statement is run here", ++id);
    if (can_be_shown(parting))
        write_location(json, pool, parting, "The rows that are looped over come from here", ++id);
    json_end_array(json);
}

static const char *level_of(const struct report_loop *loop) {
    return alert_severity_of(loop) >= ALERT_MINOR ? "warning" : "note";
}

static void write_result(struct json_writer *json, const struct report_loop *loop) {
    struct pool pool = {0};
    json_begin_object(json, NULL);
    json_text(json, "ruleId", loop->findings[0]->kind);
    json_count(json, "ruleIndex", number_of_rule(loop->findings[0]->kind));
    json_text(json, "level", level_of(loop));
    write_message(json, "message",
                  message_text(&pool, pool_format(&pool, "%s. %s", alert_title(&pool, loop),
                                                  alert_description(&pool, loop))));
    json_begin_array(json, "locations");
    write_location(json, &pool, loop->where, NULL, 0);
    json_end_array(json);
    write_related(json, &pool, loop);
    json_begin_object(json, "partialFingerprints");
    json_text(json, "primaryLocationLineHash", pool_format(&pool, "%s:1", loop->id));
    json_end_object(json);
    json_begin_object(json, "properties");
    json_count(json, "statements", loop->statements);
    json_real(json, "databaseSeconds", loop->seconds);
    json_real(json, "savingSeconds", loop->saving_seconds);
    json_end_object(json);
    json_end_object(json);
    pool_free(&pool);
}

/* Loops that no alert could be made of: said once, for the run. */
static void write_invocation(struct json_writer *json, size_t left_out) {
    struct pool pool = {0};
    json_begin_array(json, "invocations");
    json_begin_object(json, NULL);
    json_truth(json, "executionSuccessful", true);
    json_begin_array(json, "toolExecutionNotifications");
    if (left_out) {
        json_begin_object(json, NULL);
        json_text(json, "level", "note");
        write_message(
            json, "message",
            pool_format(&pool,
                        "%zu loop%s left out: more than %d, or not in a file of the repository (see "
                        "--path-map)",
                        left_out, left_out == 1 ? "" : "s", MOST_RESULTS));
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
    json_end_array(json);
    pool_free(&pool);
}

static void write_tool(struct json_writer *json) {
    json_begin_object(json, "tool");
    json_begin_object(json, "driver");
    json_text(json, "name", "Loopline");
    json_text(json, "semanticVersion", LOOPLINE_VERSION);
    json_begin_array(json, "rules");
    for (size_t i = 0; i < RULES; i++)
        write_rule(json, &rules[i]);
    json_end_array(json);
    json_end_object(json);
    json_end_object(json);
}

void write_sarif_report(const struct report *report, const struct report_style *style, FILE *output) {
    struct json_writer json = {.file = output};
    size_t written = 0;
    (void)style;
    json_begin_object(&json, NULL);
    json_text(&json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_text(&json, "version", "2.1.0");
    json_begin_array(&json, "runs");
    json_begin_object(&json, NULL);
    write_tool(&json);
    json_begin_object(&json, "automationDetails");
    json_text(&json, "id", "loopline/"); /* the category of the upload */
    json_end_object(&json);
    json_text(&json, "columnKind", "unicodeCodePoints");
    json_begin_array(&json, "results");
    for (size_t i = 0; i < report->loop_count && written < MOST_RESULTS; i++) {
        if (!alert_has_line(report->loops[i]))
            continue;
        write_result(&json, report->loops[i]);
        written++;
    }
    json_end_array(&json);
    write_invocation(&json, report->loop_count - written);
    json_end_object(&json);
    json_end_array(&json);
    json_end_object(&json);
    fputc('\n', output);
}
