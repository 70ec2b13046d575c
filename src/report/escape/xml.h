/*
 * Text and attributes of XML and HTML.
 */
#ifndef LOOPLINE_REPORT_ESCAPE_XML_H
#define LOOPLINE_REPORT_ESCAPE_XML_H

#include <stdio.h>

/* Writes a text within an element or a quoted attribute. Characters that XML cannot hold become U+FFFD. */
void xml_text(FILE *file, const char *text);

/* ` name="text"` */
void xml_attribute(FILE *file, const char *name, const char *text);

#endif
