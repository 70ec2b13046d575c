/*
 * Text and attributes of XML and HTML.
 */
#ifndef LOOPLINE_REPORT_ESCAPE_XML_H
#define LOOPLINE_REPORT_ESCAPE_XML_H

#include <stdio.h>

/* Within an element or a quoted attribute; what XML cannot hold becomes U+FFFD. */
void xml_text(FILE *file, const char *text);

/* ` name="text"` */
void xml_attribute(FILE *file, const char *name, const char *text);

#endif
