/* One statement; linked with the shim itself, since the loader preloads nothing where rights are raised. */
#include <unistd.h>

#include "case_sqlite.h"

int main(void) {
    sqlite3 *db = open_items(":memory:");
    printf("%d row, %s\n", look_up(db, 5), getuid() == geteuid() ? "one user" : "two users");
    return 0;
}
