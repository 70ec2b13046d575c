/*
 * C that is called as Go calls it: by a function of Go's runtime that has left the goroutine's stack, and of
 * whose frame nothing tells how to go on. The program has a loop, of which the stack shows nothing.
 */
#include <sqlite3.h>
#include <stdlib.h>

void call_from_go(void (*function)(int), int argument) __asm__("runtime.asmcgocall");
void _cgo_topofstack(void); // NOLINT(bugprone-reserved-identifier): Go's linker exports it

void _cgo_topofstack(void) { // NOLINT(bugprone-reserved-identifier)
}

__asm__(".text\n"
        ".globl runtime.asmcgocall\n"
        ".type runtime.asmcgocall, @function\n"
        "runtime.asmcgocall:\n"
        "    push %rbp\n"
        "    xor %ebp, %ebp\n"
        "    mov %rdi, %rax\n"
        "    mov %esi, %edi\n"
        "    call *%rax\n"
        "    pop %rbp\n"
        "    ret\n"
        ".size runtime.asmcgocall, . - runtime.asmcgocall\n");

static sqlite3 *db;

static void look_up(int id) {
    char *text = sqlite3_mprintf("select name from items where id = %d", id);
    const int result = sqlite3_exec(db, text, NULL, NULL, NULL);
    sqlite3_free(text);
    if (result != SQLITE_OK)
        exit(EXIT_FAILURE);
}

int main(void) {
    if (sqlite3_open(":memory:", &db) != SQLITE_OK ||
        sqlite3_exec(db, "create table items (id integer primary key, name text)", NULL, NULL, NULL) !=
            SQLITE_OK)
        return EXIT_FAILURE;
    for (int id = 0; id < 12; id++)
        call_from_go(look_up, id);
    return sqlite3_close(db) == SQLITE_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
