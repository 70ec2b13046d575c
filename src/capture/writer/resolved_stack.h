/*
 * Turns a walked stack into one in the capture: addresses become module and offset, and code objects are
 * recorded.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_RESOLVED_STACK_H
#define LOOPLINE_CAPTURE_WRITER_RESOLVED_STACK_H

#include "thread_record.h"

/*
 * The calling thread's stack, walked in full from a frame (see stack_walk_whole); NULL: no memory. The second
 * function gives it back; NULL is fine. Not under any lock.
 */
struct walked_stack *resolved_stack_whole(uintptr_t frame);
void resolved_stack_done(struct walked_stack *whole);

/*
 * Learns from the interpreter what it must be asked for before the lock: it may have to be waited for. The
 * thread whose stack it is, on that stack, holding no lock.
 */
void resolved_stack_prepare(struct walked_stack *walked);

/*
 * Takes the recording's lock, which the caller must release (recording_unlock), writes the frames of a stack
 * to recording->resolved and returns how many. `generation` is that of the loaded objects when the stack
 * was walked. The thread whose stack it is, holding no lock, after resolved_stack_prepare; calls no code of
 * the host.
 */
uint32_t resolved_stack_lock(struct thread_record *thread_record, struct walked_stack *walked,
                             uint32_t generation);

/*
 * Writes the frames by which two stacks of an interpreter count as one to recording->reduced, and returns
 * how many: its own frames, and the native frames that are not the engine's. How many frames the engine needs
 * between two calls changes as it specialises the code. Under the lock.
 */
uint32_t resolved_stack_reduce(struct thread_record *thread_record, uint32_t frame_count);

/*
 * Returns the id of the stack with the frames in recording->resolved, like stack_table_add. Under the
 * lock.
 */
uint32_t resolved_stack_add(struct thread_record *thread_record, const struct walked_stack *walked,
                            uint32_t frame_count, struct stack_origin origin);

#endif
