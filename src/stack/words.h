/*
 * Words of the calling thread's stack, read where a frame is said to keep them: the frames of code that no
 * unwind table describes say so wrongly at times, so that nothing is read but what can be.
 */
#ifndef LOOPLINE_STACK_WORDS_H
#define LOOPLINE_STACK_WORDS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A walk begins: what earlier walks found readable counts no longer, unless it is the stack that the thread
 * is on now. Any thread.
 */
void stack_words_begin(void);

/* False where the word cannot be read. The kernel is asked once a page. Any thread, within a walk. */
bool stack_word_read(uintptr_t address, uintptr_t *value);

#endif
