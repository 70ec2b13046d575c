#include "capture/reader/by_id.h"
#include "merge.h"

/* The number of the path of the run plus one; 0: a statement that no site counts. */
static uint32_t number_of(const struct capture *capture, const struct captured_site *sites, uint32_t id) {
    size_t low = 0;
    size_t high = capture->site_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (capture->sites[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == capture->site_count || capture->sites[low].id != id)
        return 0;
    return (uint32_t)(sites[low].path + 1) & LOOPLINE_SEQUENCE_SITE;
}

static struct merged_sequence translate(struct merged_capture *merged, size_t number,
                                        const struct captured_site *sites,
                                        const struct capture_thread_record *from) {
    const struct capture *capture = merged->captures[number];
    uint32_t *words = pool_allocate(&merged->pool, from->sequence_words, sizeof(*words));
    for (size_t i = 0; i < from->sequence_words; i++) {
        words[i] = from->sequence[i];
        if (words[i] & LOOPLINE_SEQUENCE_REPEAT) {
            words[i + 1] = from->sequence[i + 1];
            i++;
            continue;
        }
        const uint32_t path = number_of(capture, sites, words[i] & LOOPLINE_SEQUENCE_SITE);
        words[i] = (words[i] & ~LOOPLINE_SEQUENCE_SITE) | path;
    }
    return (struct merged_sequence){words, from->sequence_words, number};
}

static bool is_whole(const struct capture *capture, uint32_t thread_record) {
    const struct capture_thread_record *record =
        by_id_find(capture->thread_records, capture->thread_record_count, sizeof(*capture->thread_records),
                   thread_record);
    return record && record->sequence_whole;
}

static void note_lost(const struct capture *capture, const struct captured_site *sites) {
    uint32_t known = 0;
    bool whole = false;
    for (size_t i = 0; i < capture->site_count; i++) {
        const uint32_t thread_record = capture->sites[i].thread_record;
        if (thread_record != known)
            whole = is_whole(capture, thread_record);
        known = thread_record;
        if (!whole)
            sites[i].merged->sequence_lost = true;
    }
}

void merge_sequences(struct merged_capture *merged, const struct captured_site *sites,
                     const size_t *first_of_capture) {
    size_t capacity = 0;
    for (size_t i = 0; i < merged->capture_count; i++) {
        const struct capture *capture = merged->captures[i];
        const struct captured_site *own = sites + first_of_capture[i];
        note_lost(capture, own);
        for (size_t j = 0; j < capture->thread_record_count; j++) {
            if (!capture->thread_records[j].sequence_words)
                continue;
            merged->sequences = pool_grow(&merged->pool, merged->sequences, merged->sequence_count, &capacity,
                                          sizeof(*merged->sequences));
            merged->sequences[merged->sequence_count++] =
                translate(merged, i, own, &capture->thread_records[j]);
        }
    }
}
