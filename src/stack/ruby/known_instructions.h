/* The instructions of a Ruby that exports nothing about them: 2.7. */
#ifndef LOOPLINE_STACK_RUBY_KNOWN_INSTRUCTIONS_H
#define LOOPLINE_STACK_RUBY_KNOWN_INSTRUCTIONS_H

#include "instructions.h"

/*
 * Fills in what later versions export; does nothing for a version that is not known. What is wrong here
 * decodes no code, so no loop is found. One thread at a time.
 */
void ruby_instructions_know(uint16_t version, struct ruby_instructions *instructions);

#endif
