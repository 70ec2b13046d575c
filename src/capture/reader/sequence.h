/* Reads the order in which the sites of a thread record ran. */
#ifndef LOOPLINE_CAPTURE_READER_SEQUENCE_H
#define LOOPLINE_CAPTURE_READER_SEQUENCE_H

#include "capture/reader/reader.h"

/*
 * Fills in the sequence of `to` from its `count` records, all struct loopline_sequence, in the order of the
 * file. Records that contradict themselves are left out and counted in `damage`. Memory is from `pool`.
 */
void sequence_read(struct pool *pool, const struct loopline_record *const *records, size_t count,
                   struct capture_thread_record *to, struct capture_damage *damage);

/* A block of a sequence that was read. */
struct sequence_block {
    const uint32_t *words;
    size_t length; /* of `words`; two more words stand before them */
    uint32_t times;
};

/* The block that begins at a word with LOOPLINE_SEQUENCE_REPEAT. */
static inline struct sequence_block sequence_block_at(const uint32_t *word) {
    return (struct sequence_block){word + 2, word[0] & ~LOOPLINE_SEQUENCE_REPEAT, word[1]};
}

/* Returns true if an execution in these words of a sequence that was read has one of the marks. */
bool sequence_has_mark(const uint32_t *words, size_t count, uint32_t marks);

#endif
