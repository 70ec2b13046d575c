#include "sequence.h"

#include <string.h>

#include "host/own_stack.h"
#include "recording.h"
#include "recording_records.h"

/* The first record is small: most threads run little. The largest fills a chunk. */
enum {
    FIRST_WORDS = 256,
    MOST_WORDS =
        (LOOPLINE_CHUNK_BYTES - sizeof(struct loopline_chunk) - sizeof(struct loopline_sequence)) / 4,
    HEADER_WORDS = 2,
};

/*
 * What one thread record may take: a million words. More would leave other threads without room in a capture
 * of the usual size; less would not hold an hour of a server whose requests do not repeat themselves.
 */
enum { THREAD_RECORD_SEQUENCE_WORDS = 1 << 20 };

/* ---- folding ---- */

/* Words of what starts here: an execution, or a block with its header. */
static uint32_t token_words(uint32_t word) {
    return word & LOOPLINE_SEQUENCE_REPEAT ? HEADER_WORDS + (word & ~LOOPLINE_SEQUENCE_REPEAT) : 1;
}

/* A block of `length` words ends where one of its tokens ends. */
static bool is_whole(const uint32_t *words, uint32_t length) {
    uint32_t walked = 0;
    while (walked < length)
        walked += token_words(words[walked]);
    return walked == length;
}

/* Blocks are short, most of one word: a call of memcmp takes longer than the comparison. */
static inline bool are_same(const uint32_t *left, const uint32_t *right, uint32_t length) {
    uint32_t same = 0;
    while (same < length && left[same] == right[same])
        same++;
    return same == length;
}

/* How often `words` begin with the block of `length` words. */
static uint32_t repetitions(const uint32_t *words, uint32_t count, const uint32_t *block, uint32_t length) {
    uint32_t times = 0;
    while (count - times * length >= length && are_same(words + times * length, block, length))
        times++;
    return times;
}

/* Where the words written so far end with a repetition of this block: its header; NULL: they do not. */
static uint32_t *block_before(uint32_t *words, uint32_t written, uint32_t latest, const uint32_t *block,
                              uint32_t length) {
    if (latest + HEADER_WORDS + length != written || words[latest] != (LOOPLINE_SEQUENCE_REPEAT | length) ||
        !are_same(words + latest + HEADER_WORDS, block, length))
        return NULL;
    return words + latest;
}

/*
 * Tells whether a block of `length` words stands anywhere twice in a row. A block is compared from its end:
 * a word that differs rules out all blocks that hold it, so that of a sequence without repetitions few words
 * are looked at, and none is looked at twice.
 */
static bool repeats_somewhere(const uint32_t *words, uint32_t count, uint32_t length) {
    uint32_t start = 0; /* no block that begins before is repeated */
    uint32_t known = 0; /* all words from `start` to here agree with those `length` further on */
    while (start + 2 * length <= count) {
        const uint32_t least = known > start ? known : start;
        uint32_t at = start + length;
        while (at > least && words[at - 1] == words[at - 1 + length])
            at--;
        if (at == least)
            return true;
        known = start + length;
        start = at;
    }
    return false;
}

static void move_words(uint32_t *to, const uint32_t *from, uint32_t count) {
    if (to == from)
        return;
    if (count == 1)
        *to = *from;
    else
        memmove(to, from, count * sizeof *to);
}

/* A block that comes `times` times, in place of them. Returns the words it takes. */
static uint32_t write_block(uint32_t *to, const uint32_t *block, uint32_t length, uint32_t times) {
    uint32_t copy[LOOPLINE_SEQUENCE_BLOCK]; /* the header may lie over the block */
    memcpy(copy, block, length * sizeof *copy);
    to[0] = LOOPLINE_SEQUENCE_REPEAT | length;
    to[1] = times;
    memcpy(to + HEADER_WORDS, copy, length * sizeof *copy);
    return HEADER_WORDS + length;
}

/* One way through the words, for blocks of `length`. What is written never overtakes what is read. */
static uint32_t fold_blocks(uint32_t *words, uint32_t count, uint32_t length) {
    uint32_t written = 0;
    uint32_t latest =
        UINT32_MAX - HEADER_WORDS - LOOPLINE_SEQUENCE_BLOCK; /* of a block, where it was written */
    for (uint32_t i = 0; i < count;) {
        const uint32_t left = count - i;
        uint32_t *before = left >= length ? block_before(words, written, latest, words + i, length) : NULL;
        if (before && is_whole(words + i, length)) {
            const uint32_t times = repetitions(words + i, left, before + HEADER_WORDS, length);
            if (times <= UINT32_MAX - before[1]) {
                before[1] += times;
                i += times * length;
                continue;
            }
        }
        const bool starts = left >= 2 * length && words[i] == words[i + length];
        const uint32_t times = starts && is_whole(words + i, length)
                                   ? 1 + repetitions(words + i + length, left - length, words + i, length)
                                   : 1;
        if (times > 1 && times * length > HEADER_WORDS + length) {
            latest = written;
            written += write_block(words + written, words + i, length, times);
            i += times * length;
            continue;
        }
        const uint32_t token = token_words(words[i]);
        if (token > 1)
            latest = written;
        move_words(words + written, words + i, token);
        written += token;
        i += token;
    }
    return written;
}

uint32_t sequence_fold(uint32_t *words, uint32_t count) {
    for (uint32_t length = 1; length <= LOOPLINE_SEQUENCE_BLOCK && count >= 2 * length; length++)
        if (repeats_somewhere(words, count, length))
            count = fold_blocks(words, count, length);
    return count;
}

/* ---- room ---- */

static void fold(struct sequence *sequence) {
    struct loopline_sequence *record = sequence->record;
    __atomic_store_n(&record->flags, record->flags | LOOPLINE_SEQUENCE_FOLDING, __ATOMIC_RELEASE);
    const uint32_t folded = sequence_fold(record->words, sequence->used);
    memset(record->words + folded, 0, (sequence->used - folded) * sizeof *record->words);
    sequence->used = folded;
    __atomic_store_n(&record->flags, record->flags & ~(uint32_t)LOOPLINE_SEQUENCE_FOLDING, __ATOMIC_RELEASE);
}

static void take_record(struct thread_record *thread_record, uint32_t room) {
    struct sequence *sequence = &thread_record->sequence;
    struct recording *recording = thread_record->recording;
    recording_lock(recording);
    struct loopline_sequence *record =
        records_allocate(thread_record->space, &recording->file, LOOPLINE_RECORD_SEQUENCE,
                         sizeof *record + room * sizeof *record->words);
    if (record) {
        record->thread_record = thread_record->record->id;
        records_publish(thread_record->space, record);
        sequence->record = record;
        sequence->used = 0;
        sequence->room = room;
        sequence->all_words += room;
    }
    recording_unlock(recording);
    if (!record)
        sequence->ended = true;
}

static void end(struct sequence *sequence) {
    sequence->ended = true;
    if (sequence->record)
        sequence->record->flags |= LOOPLINE_SEQUENCE_ENDED;
}

/* Folds first: a record that is left half empty has room enough for now. */
static void make_room_apart(void *context) {
    struct thread_record *thread_record = context;
    struct sequence *sequence = &thread_record->sequence;
    if (sequence->record) {
        fold(sequence);
        if (sequence->used <= sequence->room / 2)
            return;
    }
    uint32_t room = sequence->record ? sequence->room * 4 : FIRST_WORDS;
    if (room > MOST_WORDS)
        room = MOST_WORDS;
    if (sequence->all_words + room > THREAD_RECORD_SEQUENCE_WORDS) {
        end(sequence);
        return;
    }
    take_record(thread_record, room);
    if (sequence->ended)
        end(sequence);
}

static __attribute__((noinline, cold)) bool make_room(struct thread_record *thread_record) {
    own_stack_run(make_room_apart, thread_record);
    return !thread_record->sequence.ended;
}

/* ---- noting ---- */

static uint32_t marks(struct sequence *sequence, const struct boundaries *now) {
    const struct boundaries before = sequence->boundaries;
    sequence->boundaries = *now;
    if (!sequence->goes_on) {
        sequence->goes_on = true;
        return LOOPLINE_SEQUENCE_BEGINS;
    }
    const uint32_t taken = before.hand_overs != now->hand_overs ? LOOPLINE_SEQUENCE_TAKEN : 0;
    if (before.client_waits != now->client_waits)
        return taken | LOOPLINE_SEQUENCE_CLIENT;
    return before.other_waits != now->other_waits ? taken | LOOPLINE_SEQUENCE_OTHER : taken;
}

void sequence_note(struct thread_record *thread_record, uint32_t site) {
    struct sequence *sequence = &thread_record->sequence;
    if (sequence->ended || (sequence->used == sequence->room && !make_room(thread_record)))
        return;
    const uint32_t word =
        LOOPLINE_SEQUENCE_RAN | (site & LOOPLINE_SEQUENCE_SITE) | marks(sequence, &boundaries);
    __atomic_store_n(&sequence->record->words[sequence->used++], word, __ATOMIC_RELAXED);
}

void sequence_interrupt(struct sequence *sequence) {
    sequence->goes_on = false;
}
