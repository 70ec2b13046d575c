#include "recording_records.h"

#include <string.h>

#include "column_name.h"
#include "host/own_stack.h"

__thread volatile bool recording_is_locked_here;

void recording_lock(struct recording *recording) {
    struct uninterrupted before;
    uninterrupted_begin(&before);
    pthread_mutex_lock(&recording->lock);
    recording->before_lock = before;
    recording_is_locked_here = true;
}

void recording_unlock(struct recording *recording) {
    const struct uninterrupted before = recording->before_lock;
    recording_is_locked_here = false;
    pthread_mutex_unlock(&recording->lock);
    uninterrupted_end(&before);
}

/* A histogram to be added, and its record. */
struct new_histogram {
    struct thread_record *thread_record;
    uint64_t *offset;
    struct loopline_histogram *record;
};

static void add_histogram_apart(void *context) {
    struct new_histogram *wanted = context;
    struct thread_record *thread_record = wanted->thread_record;
    struct recording *recording = thread_record->recording;
    recording_lock(recording);
    struct loopline_histogram *histogram = records_allocate(thread_record->space, &recording->file,
                                                            LOOPLINE_RECORD_HISTOGRAM, sizeof *histogram);
    if (histogram) {
        records_publish(thread_record->space, histogram);
        *wanted->offset = capture_file_offset(&recording->file, histogram);
    }
    recording_unlock(recording);
    wanted->record = histogram;
}

__attribute__((noinline, cold)) struct loopline_histogram *
recording_histogram(struct thread_record *thread_record, uint64_t *offset) {
    struct new_histogram wanted = {.thread_record = thread_record, .offset = offset};
    own_stack_run(add_histogram_apart, &wanted);
    return wanted.record;
}

struct loopline_value_match *recording_value_match(struct thread_record *thread_record,
                                                   const struct loopline_value_match *description,
                                                   const char *column) {
    struct recording *recording = thread_record->recording;
    char name[WRITTEN_NAME_BYTES];
    recording_lock(recording);
    const size_t column_bytes = column_name_without_values(&recording->workspace, column, name);
    struct loopline_value_match *value_match = NULL;
    if (recording->value_match_count < RECORDING_VALUE_MATCH_LIMIT)
        value_match = records_allocate(thread_record->space, &recording->file, LOOPLINE_RECORD_VALUE_MATCH,
                                       sizeof *value_match + column_bytes);
    if (value_match) {
        recording->value_match_count++;
        const struct loopline_record record = value_match->record;
        *value_match = *description;
        value_match->record = record;
        value_match->column_bytes = (uint32_t)column_bytes;
        memcpy(value_match->column, name, column_bytes);
        records_publish(thread_record->space, value_match);
    }
    recording_unlock(recording);
    return value_match;
}
