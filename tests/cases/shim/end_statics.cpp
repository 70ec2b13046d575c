/* Statements while statics are taken down: of the program (3) and of a library (7, callers_library). */
#include "case_sqlite.h"

extern "C" int list_items(int count);

struct last_words {
    sqlite3 *db = open_items(":memory:");
    ~last_words() {
        for (int id = 1; id <= 3; id++)
            MUST(look_up(db, id) == 1);
    }
};

static last_words at_the_end;

int main() {
    printf("%d rows\n", list_items(2));
    return 0;
}
