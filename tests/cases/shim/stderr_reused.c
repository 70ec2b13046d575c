/* Closes standard error and opens a file of its own there, as a daemon may that closes what it inherited. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "case_sqlite.h"

int main(void) {
    sqlite3 *db = open_items(":memory:");
    close(STDERR_FILENO);
    if (open("own-file", O_RDWR | O_CREAT | O_TRUNC, 0600) != STDERR_FILENO)
        return 2;
    if (write(STDERR_FILENO, "mine", 4) != 4)
        return 3;
    for (int id = 1; id <= 5; id++)
        if (look_up(db, id) != 1)
            return 4;
    return 0; /* the file stays open */
}
