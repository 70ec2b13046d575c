#include "confined.h"

bool confined_itself;

void process_note_confined(void) {
    __atomic_store_n(&confined_itself, true, __ATOMIC_RELAXED);
}
