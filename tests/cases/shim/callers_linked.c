/* Linked with callers_library, which in its turn needs SQLite. */
#include "case.h"

int list_items(int count);

int main(void) {
    printf("%d rows\n", list_items(20));
    return 0;
}
