/*
 * Tallies while they are counted: what a loop repeated of a statement, execution of the loop by execution.
 *
 * Rounds are told in several ways at once. A library's loop that may not repeat a call site, and stays open
 * from one execution of the site to the next, may be what came round: then it is not certain that the loop
 * around it turned. Which way was right is known when the loop's execution is over. Where the library calls
 * the program back on the way to the statement (`re.sub` with a function), the program repeats it either way.
 */
#ifndef LOOPLINE_ANALYZE_ROUNDS_TALLIES_H
#define LOOPLINE_ANALYZE_ROUNDS_TALLIES_H

#include "rounds.h"

/* How rounds are told. */
enum telling {
    EVERY_TURN,
    CERTAIN_TURNS,
    PROGRAM_TURNS, /* those that are certain, and those where the library's loops all call the program back */
    TELLINGS
};

/* An execution of a loop that goes on. */
struct open_loop {
    uint64_t loop;
    uint64_t execution; /* numbered over the whole run, from 1 */
    uint64_t round[TELLINGS];
    uint64_t waits;
    uint64_t transactions;
    struct tally *tallies; /* of the statements that it ran */
};

/* What is counted of one statement in one loop, and of the execution of the loop that goes on. */
struct tally {
    struct loop_tally result;
    uint64_t loop;
    const struct merged_statement *statement;
    uint64_t repeated_in; /* the latest segment in which it repeated the statement */
    struct tally *next;   /* in the execution's `tallies` */
    struct ongoing {
        uint64_t execution;
        uint64_t n;
        uint64_t again;
        uint64_t transactions;
        uint64_t transactions_seen;
        uint64_t segment;
        struct {
            uint64_t rounds;
            uint64_t round;
            uint64_t waits;
            uint64_t waits_seen;
        } told[TELLINGS];
    } now;
};

struct tallies {
    struct pool *pool;
    uint64_t threshold; /* the least N of a finding */
    struct tally **items;
    size_t count;
    size_t capacity;
    struct index index;
};

/* Returns the tally of a statement in a loop, a new one where there is none. */
struct tally *tallies_of(struct tallies *tallies, uint64_t loop, const struct merged_statement *statement);

/* Counts an execution of the statement in the loop. `again`: its call site has run in this execution of the
 * loop. */
void tally_add(struct tally *tally, struct open_loop *open, bool again, uint64_t segment);

/* The execution of the loop is over: adds what was counted in it to the results. */
void tallies_close(struct tallies *tallies, struct open_loop *open);

/* Begins to count anew. No execution of a loop may be open. */
void tallies_clear(struct tallies *tallies);

#endif
