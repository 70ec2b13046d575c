/* Runs look-ups without end; after the hundredth has returned, and each one after that, it writes a byte. */
#include <unistd.h>

#include "case_sqlite.h"

int main(void) {
    sqlite3 *db = open_items(":memory:");
    for (int done = 1;; done++) {
        MUST(look_up(db, done % 100 + 1) == 1); /* loop line */
        if (done >= 100 && write(STDOUT_FILENO, ".", 1) != 1)
            return 1;
    }
}
