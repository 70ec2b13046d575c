/* Internal to report_new: a report being built, and what each file of this room adds to it. */
#ifndef LOOPLINE_MODEL_BUILDER_H
#define LOOPLINE_MODEL_BUILDER_H

#include "analyze/judge/findings.h"
#include "analyze/merge/merged_capture.h"
#include "base/source_file.h"
#include "build.h"
#include "memo.h"
#include "report.h"

struct report_builder {
    struct report *report;
    const struct merged_capture *merged;
    const struct findings *judged;
    const struct report_options *options;
    struct pool scratch; /* for what is not part of the report */
    struct source_files sources;
    const struct known_lines *known_lines; /* of those that the captures' machines read */
    struct memo texts;
    struct memo files;            /* their paths on this machine */
    struct memo repository_paths; /* of those */
    struct memo statements;
    struct memo stacks;
    struct index frames;
    size_t frame_capacity;
    struct report_finding **finding_of_site; /* by site number; NULL: none */
};

/*
 * texts.c: returns an escaped copy of a text in the report's pool; the same address gives the same copy. NULL
 * gives NULL.
 */
const char *model_text(struct report_builder *builder, const char *text);
/* The same for a text that was just composed, so its address is not remembered. */
const char *model_fresh_text(struct report_builder *builder, const char *text);

/* paths.c: returns a source file's path on this machine, in the report's pool. NULL gives NULL. */
const char *model_file(struct report_builder *builder, const char *file);
/* Returns such a file's `repository_path`: see struct report_frame. */
const char *model_repository_path(struct report_builder *builder, const char *file);

/* frames.c */
const struct report_frame *model_frame(struct report_builder *builder, const struct source_frame *frame);
const struct report_stack *model_stack(struct report_builder *builder, const struct source_stack *stack);
/* The frames of a stack that a finding names: the line it is reported at, and the library's loop that it goes
 * through, or NULL. */
struct reported_frames {
    const struct source_frame *where;
    const struct source_frame *through;
};
/* Returns the stack folded for a finding: what it names keeps its own lines. */
struct report_folded_stack model_folded_stack(struct report_builder *builder,
                                              const struct source_stack *stack,
                                              const struct reported_frames *reported);

/* sites.c */
const struct report_statement *model_statement(struct report_builder *builder,
                                               const struct merged_statement *statement);
void model_add_sites(struct report_builder *builder);

/* loops.c: returns the entry of a loop or call site. */
const struct report_entry *model_entry(struct report_builder *builder, const struct loop_entry *entry);

/* findings.c; then loops.c groups them by loop */
void model_add_findings(struct report_builder *builder);
void model_add_loops(struct report_builder *builder);

/* processes.c */
void model_add_processes(struct report_builder *builder);
double capture_seconds(const struct capture *capture); /* how long the process ran; NAN: unknown */

/* service.c; after the processes */
void model_add_service(struct report_builder *builder);

/* notes.c */
void model_add_notes(struct report_builder *builder);

#endif
