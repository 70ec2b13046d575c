/*
 * The order in which the sites of a thread record ran: a word an execution, in the capture (struct
 * loopline_sequence). One store a statement; each few thousand of them what repeats itself is folded, so that
 * a loop takes a few words however long it runs.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_SEQUENCE_H
#define LOOPLINE_CAPTURE_WRITER_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "boundary.h"
#include "loopline/capture.h"

struct thread_record;

/* All zero: nothing ran yet. */
struct sequence {
    struct loopline_sequence *record; /* that is being filled; NULL: none yet */
    uint32_t used;                    /* of its words */
    uint32_t room;
    uint32_t all_words; /* of all records so far */
    bool ended;
    bool goes_on;                 /* the thread has run a statement */
    struct boundaries boundaries; /* at the latest statement */
};

/* Notes an execution; `site` 0 stands for one that no site counts. The thread record's thread. */
void sequence_note(struct thread_record *thread_record, uint32_t site);

/* The thread is at an end, and its record will go to another. */
void sequence_interrupt(struct sequence *sequence);

/*
 * Folds `count` words in place, returns how many are left. What is repeated at least twice, in blocks of up
 * to LOOPLINE_SEQUENCE_BLOCK words, is written once where that makes it shorter.
 */
uint32_t sequence_fold(uint32_t *words, uint32_t count);

#endif
