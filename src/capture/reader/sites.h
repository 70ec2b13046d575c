/*
 * Converts the records of call sites to struct capture_site, with what refers to them: parent candidates,
 * variants of the stack, parameters and value matches.
 */
#ifndef LOOPLINE_CAPTURE_READER_SITES_H
#define LOOPLINE_CAPTURE_READER_SITES_H

#include "capture/reader/convert.h"

/*
 * Fills in the capture's sites and value matches. Its statements, stacks and libraries must have been
 * converted.
 */
void sites_convert(struct parse *parse);

#endif
