/*
 * A program that closes every descriptor it does not know, as daemons do, and then opens files of its own,
 * which get the numbers that became free. Its statements run below code without unwind tables. Whoever kept
 * one of those numbers would now read from, or write into, a file of the program.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "case_sqlite.h"
#include "frameless.h"

enum { FILES = 16 };

static int query(void *db) {
    return look_up(db, 7);
}

int main(void) {
    sqlite3 *db = open_items(":memory:");
    const frameless_function call_through = make_frameless();
    int descriptors[FILES];
    MUST(call_through(query, db, 8) == 1);
    for (int descriptor = 3; descriptor < 1024; descriptor++)
        close(descriptor);
    for (int i = 0; i < FILES; i++) {
        char name[32];
        snprintf(name, sizeof name, "file-%d", i);
        descriptors[i] = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
        MUST(descriptors[i] >= 0 && write(descriptors[i], "0123456789", 10) == 10);
        MUST(lseek(descriptors[i], 0, SEEK_SET) == 0);
    }
    for (int i = 0; i < 16; i++)
        MUST(make_frameless()(query, db, 8) == 1);
    for (int i = 0; i < FILES; i++) {
        struct stat status;
        char content[32] = "";
        MUST(fstat(descriptors[i], &status) == 0);
        const long place = lseek(descriptors[i], 0, SEEK_CUR);
        MUST(pread(descriptors[i], content, sizeof content - 1, 0) >= 0);
        printf("file %d: %ld bytes, place %ld, %s\n", descriptors[i], (long)status.st_size, place, content);
    }
    return sqlite3_close(db);
}
