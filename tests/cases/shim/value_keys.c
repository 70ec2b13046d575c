/* Prints what values are compared by: under another key in each process. Compiled with values.c of
   src/shim/recorder. */
#include <inttypes.h>
#include <stdio.h>

#include "shim/recorder/values.h"

int main(void) {
    printf("%" PRIx64 " %" PRIx64 "\n", value_of_integer(7), value_of_text("seven", 5));
    return 0;
}
