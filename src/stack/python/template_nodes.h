/*
 * Templates of Django, which are not compiled but walked: one function of the engine renders every node, and
 * which node it is, its frame's `self` tells. Such a frame is given as one of the template: its code is a
 * place, the line of a template, and not the engine's code object.
 *
 * What is known of a node is kept with the words that it was found by (struct python_trail), and found again
 * by comparing these, at every statement; all else is asked once for each node. Any thread.
 */
#ifndef LOOPLINE_STACK_PYTHON_TEMPLATE_NODES_H
#define LOOPLINE_STACK_PYTHON_TEMPLATE_NODES_H

#include "names.h"

/*
 * True once a frame that renders nodes is among these, of a thread that was just walked, or was among others
 * before: they are to be named.
 */
bool python_template_nodes_expect(const struct python_names *names, const void *thread,
                                  const struct runtime_frame *frames, uint32_t count);

/* Names the frames that render nodes, of a thread that was just walked; one that does not tell stays as it
 * is.
 */
void python_template_nodes_name(const struct python_names *names, const void *thread,
                                struct runtime_frame *frames, uint32_t count);

/* The code of a frame is a place of a template. */
bool python_template_nodes_own(const struct runtime_frame *frame);

/* As `describe` of struct runtime, of a frame whose code is a place. */
void python_template_nodes_describe(const struct runtime_frame *frame, struct runtime_code *result);

#endif
