#include "note.h"

#include "capture/writer/boundary.h"
#include "shim/loader/libraries.h"
#include "shim/recorder/waiting_stacks.h"

enum {
    KINDS_OF_BOUNDARIES = DESCRIPTOR_CLIENT | DESCRIPTOR_OTHER | DESCRIPTOR_SERVICE | NOTE_TIME,
    /* Who is waited for may send what nobody asked for: a database, notifications. */
    KINDS_UNASKED = DESCRIPTOR_OTHER | DESCRIPTOR_DATABASE,
};

/* The module's state; only a thread that has run a statement asks, and that is after the constructor. */
static const struct wait_listeners *listeners;

void note_listen(const struct wait_listeners *given) {
    listeners = given;
}

void note_boundary(uint32_t kinds, const void *caller) {
    if (libraries_made_call(caller))
        return;
    if ((kinds & KINDS_OF_BOUNDARIES) && listeners->note_wait(kinds & DESCRIPTOR_CLIENT))
        return;
    if (listeners->is_under_way())
        return;
    if (kinds & DESCRIPTOR_CLIENT) {
        boundaries.client_waits++;
        hand_over_publish();
        hand_over_end();
    } else {
        boundaries.other_waits++;
        waiting_stacks_note(kinds & KINDS_UNASKED);
    }
}

void note_message_of_client(void) {
    boundaries.other_waits++;
    listeners->note_message();
}
