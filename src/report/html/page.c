/* What the pages share: their start, their end, short statements. */
#include <string.h>

#include "assets.h"
#include "base/version.h"
#include "parts.h"
#include "report/escape/xml.h"

void html_begin_page(FILE *file, const char *subject) {
    fputs("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
          "'unsafe-inline'; "
          "script-src 'unsafe-inline'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Loopline: ",
          file);
    xml_text(file, subject);
    fprintf(file, "</title>\n<style>\n%s</style></head>\n<body>\n", html_page_style);
}

void html_end_main(FILE *file) {
    fputs("</main>\n<footer><p class=\"faint\">Loopline " LOOPLINE_VERSION
          ". Statements are in normal form: the report holds no values.</p></footer>\n"
          "<script type=\"application/json\" id=\"data\">",
          file);
}

const char *html_short_statement(struct pool *pool, const char *statement) {
    size_t bytes = strlen(statement);
    if (bytes <= HTML_STATEMENT_BYTES)
        return statement;
    bytes = HTML_STATEMENT_BYTES;
    while (bytes && ((unsigned char)statement[bytes] & 0xc0) == 0x80)
        bytes--;
    return pool_format(pool, "%.*s...", (int)bytes, statement);
}
