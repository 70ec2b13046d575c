#include "confined.h"

bool confined_itself;

/* The module's state, too: set once. */
static void (*prepare_for_it)(void);

void process_before_confinement(void (*prepare)(void)) {
    prepare_for_it = prepare;
}

void process_note_confined(void) {
    if (prepare_for_it && !process_is_confined())
        prepare_for_it();
    __atomic_store_n(&confined_itself, true, __ATOMIC_RELAXED);
}
