#include "assets.h"

/* The two files as they are, ended by a NUL. The build knows that this file depends on them. */
__asm__(".pushsection .rodata\n"
        ".global html_page_style\n"
        "html_page_style:\n"
        ".incbin \"src/report/html/page.css\"\n"
        ".byte 0\n"
        ".global html_page_script\n"
        "html_page_script:\n"
        ".incbin \"src/report/html/page.js\"\n"
        ".byte 0\n"
        ".popsection\n");
