/*
 * From the records of call sites to struct capture_site, with what refers to them: candidates for the parent,
 * variants of the stack, parameters, value matches.
 */
#ifndef LOOPLINE_CAPTURE_READER_SITES_H
#define LOOPLINE_CAPTURE_READER_SITES_H

#include "capture/reader/convert.h"

/* Fills in the capture's sites and value matches. Its statements, stacks and libraries must be there already.
 */
void sites_convert(struct parse *parse);

#endif
