/*
 * The order in which the sites of a thread record ran: one word per execution, in the capture (struct
 * loopline_sequence). Each statement costs one store. Every few thousand words, repetitions are folded, so a
 * loop takes a few words however long it runs.
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
    struct loopline_sequence *record; /* being filled; NULL: none yet */
    uint32_t used;                    /* words used in it */
    uint32_t room;
    uint32_t all_words; /* words in all records so far */
    bool ended;
    bool goes_on;                 /* the thread has run a statement */
    struct boundaries boundaries; /* at the latest statement */
};

/* Notes an execution of a site; 0: one that no site counts. The thread record's thread. */
void sequence_note(struct thread_record *thread_record, uint32_t site);

/* Call when the thread has ended and another will use its record. */
void sequence_interrupt(struct sequence *sequence);

/*
 * Folds `count` words in place and returns how many are left. A block of up to LOOPLINE_SEQUENCE_BLOCK words
 * that occurs at least twice in a row is written once if that is shorter.
 */
uint32_t sequence_fold(uint32_t *words, uint32_t count);

#endif
