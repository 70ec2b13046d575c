/*
 * What every page holds: page.css and page.js, as texts.
 */
#ifndef LOOPLINE_REPORT_HTML_ASSETS_H
#define LOOPLINE_REPORT_HTML_ASSETS_H

extern const char html_page_style[];
extern const char html_page_script[];

#endif
