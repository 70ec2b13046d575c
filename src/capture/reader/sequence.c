#include "capture/reader/sequence.h"

#include <string.h>

/* Words up to the first that is 0. */
static size_t words_of(const struct loopline_sequence *record) {
    const size_t room = (record->record.bytes - sizeof(*record)) / sizeof(record->words[0]);
    size_t count = 0;
    while (count < room && record->words[count])
        count++;
    return count;
}

/* Executions in `count` words; SIZE_MAX: they are no whole blocks. */
static uint64_t executions_of(const uint32_t *words, size_t count, int depth) {
    uint64_t executions = 0;
    for (size_t i = 0; i < count; i++) {
        if (!(words[i] & LOOPLINE_SEQUENCE_REPEAT)) {
            if (!(words[i] & LOOPLINE_SEQUENCE_RAN))
                return UINT64_MAX;
            executions++;
            continue;
        }
        const size_t length = words[i] & ~LOOPLINE_SEQUENCE_REPEAT;
        if (!length || length > LOOPLINE_SEQUENCE_BLOCK || count - i < 2 + length || !depth)
            return UINT64_MAX;
        const uint64_t once = executions_of(words + i + 2, length, depth - 1);
        if (once == UINT64_MAX)
            return UINT64_MAX;
        executions += once * words[i + 1];
        i += 1 + length;
    }
    return executions;
}

/* Blocks hold blocks that are shorter by a header at least. */
enum { DEEPEST_BLOCK = LOOPLINE_SEQUENCE_BLOCK / 2 };

void sequence_read(struct pool *pool, const struct loopline_record *const *records, size_t count,
                   struct capture_thread_record *to, struct capture_damage *damage) {
    size_t words = 0;
    uint64_t executions = 0;
    for (size_t i = 0; i < count; i++)
        words += records[i]->bytes / sizeof(uint32_t);
    to->sequence = pool_allocate(pool, words, sizeof(*to->sequence));
    to->sequence_whole = true;
    for (size_t i = 0; i < count; i++) {
        const struct loopline_sequence *record = (const void *)records[i];
        const size_t used = words_of(record);
        memcpy(to->sequence + to->sequence_words, record->words, used * sizeof(*to->sequence));
        const uint64_t ran = record->flags & LOOPLINE_SEQUENCE_FOLDING
                                 ? UINT64_MAX
                                 : executions_of(to->sequence + to->sequence_words, used, DEEPEST_BLOCK);
        if (ran == UINT64_MAX) {
            damage->records += !(record->flags & LOOPLINE_SEQUENCE_FOLDING);
            to->sequence_whole = false;
            continue;
        }
        executions += ran;
        to->sequence_words += used;
        to->sequence_whole = to->sequence_whole && !(record->flags & LOOPLINE_SEQUENCE_ENDED);
    }
    /* A live file's counters and words are not written in one step. */
    const uint64_t counted = to->statements - to->dropped;
    to->sequence_whole = to->sequence_whole && executions + 1 >= counted;
}

bool sequence_has_mark(const uint32_t *words, size_t count, uint32_t marks) {
    for (size_t i = 0; i < count; i++) {
        if (words[i] & LOOPLINE_SEQUENCE_REPEAT)
            i++; /* how often */
        else if (words[i] & marks)
            return true;
    }
    return false;
}
