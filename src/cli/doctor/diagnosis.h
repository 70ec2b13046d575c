/* The findings of `loopline doctor`, and the verdict that follows from them. */
#ifndef LOOPLINE_CLI_DOCTOR_DIAGNOSIS_H
#define LOOPLINE_CLI_DOCTOR_DIAGNOSIS_H

#include <stddef.h>
#include <stdio.h>

/* The weight of a finding, in ascending order. */
enum doctor_weight {
    DOCTOR_NOTE = 0, /* good to know */
    DOCTOR_SEES,     /* a way to the database that the shim sees */
    DOCTOR_MISSES,   /* a way to the database that the shim does not see, though it may see others */
    DOCTOR_PREVENTS, /* the shim cannot be loaded at all */
};

enum doctor_verdict {
    DOCTOR_YES,     /* the shim sees every way to a database that was found */
    DOCTOR_PARTLY,  /* it sees some, but not all */
    DOCTOR_PERHAPS, /* no way to a database was found, and nothing prevents seeing one opened later */
    DOCTOR_NO,
};

struct doctor_finding {
    enum doctor_weight weight;
    char *text;
    const char *advice; /* what to do; NULL: nothing */
};

struct doctor_diagnosis {
    struct doctor_finding *findings; /* in the order they were added */
    size_t count;
};

/*
 * Adds a finding whose text is formatted as by printf. `advice` is kept as it is: a literal. Out of memory
 * ends the command with a message and EXIT_FAULT: half a diagnosis would be a wrong one.
 */
__attribute__((format(printf, 4, 5))) void doctor_add(struct doctor_diagnosis *diagnosis,
                                                      enum doctor_weight weight, const char *advice,
                                                      const char *format, ...);

enum doctor_verdict doctor_verdict_of(const struct doctor_diagnosis *diagnosis);

/* The verdict on `subject` first, then the findings that explain it, the heaviest first. */
void doctor_print(FILE *stream, const char *subject, const struct doctor_diagnosis *diagnosis);

void doctor_diagnosis_free(struct doctor_diagnosis *diagnosis); /* what it holds, not the struct */

#endif
