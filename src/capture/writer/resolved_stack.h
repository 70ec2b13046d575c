/*
 * From a walked stack to one in the capture: addresses become module and offset, code objects are kept.
 */
#ifndef LOOPLINE_CAPTURE_WRITER_RESOLVED_STACK_H
#define LOOPLINE_CAPTURE_WRITER_RESOLVED_STACK_H

#include "thread_record.h"

/*
 * Takes the recording's lock, which the caller gives back (recording_unlock), and writes the frames of a
 * stack to thread_record->resolved: how many. `generation` is that of the loaded objects when the stack was
 * walked. On the thread whose stack it is, not under any lock.
 */
uint32_t resolved_stack_lock(struct thread_record *thread_record, struct walked_stack *walked,
                             uint32_t generation);

/*
 * What makes two stacks of an interpreter one: its own frames, and the native ones that are not the engine's.
 * By how many of those it gets from one call to the next changes as it specialises the code. Writes them to
 * thread_record->reduced: how many. Under the lock.
 */
uint32_t resolved_stack_reduce(struct thread_record *thread_record, uint32_t frame_count);

/* Id of the stack of the frames in thread_record->resolved, as stack_table_add has it. Under the lock. */
uint32_t resolved_stack_add(struct thread_record *thread_record, const struct walked_stack *walked,
                            uint32_t frame_count, struct stack_origin origin);

#endif
