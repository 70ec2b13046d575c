/*
 * What pages hold: style and scripts, each a file of its own, as texts. The shared script comes first.
 */
#ifndef LOOPLINE_REPORT_HTML_ASSETS_H
#define LOOPLINE_REPORT_HTML_ASSETS_H

extern const char html_page_style[];
extern const char html_shared_script[];
extern const char html_page_script[];
extern const char html_comparison_script[];

#endif
