/*
 * As much of a PHP with threads (ZTS) as a stack is read from: what the engine exports, and in each of two threads
 * frames of its own, laid out as PHP 8.2 has them (Zend/zend_compile.h, zend_globals.h). A function "show" of line
 * 10 looks a name up in a loop, which "{main}" calls on line 20. Debian has no such PHP.
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_UPS = 30, DO_FCALL = 60, JMP = 42, JMPNZ = 44, GLOBALS_OFFSET = 128, CURRENT_FRAME = 488 };

struct text {
    uint64_t counts, hash, length;
    char bytes[64];
};

struct instruction {
    uint64_t handler;
    int32_t operand_1, operand_2, result, extended;
    uint32_t line;
    uint8_t opcode, kinds[3];
};

struct function {
    uint8_t type;
    char to_name[7];
    const struct text *name;
    char to_count[80 - 16];
    uint32_t count;
    char to_instructions[88 - 84];
    const struct instruction *instructions;
    char to_file[152 - 96];
    const struct text *file;
    uint32_t first_line, last_line;
    char rest[64];
};

struct frame {
    const struct instruction *instruction;
    void *call, *return_value;
    const struct function *function;
    char this[16];
    const struct frame *previous;
    char rest[48];
};

static const struct text file = {.hash = 1, .length = 13, .bytes = "/srv/page.php"};
static const struct text show_name = {.hash = 2, .length = 4, .bytes = "show"};

static const struct instruction show_instructions[] = {
    {.opcode = JMP, .line = 11, .operand_1 = 2 * 32},
    {.opcode = DO_FCALL, .line = 12},
    {.opcode = JMPNZ, .line = 11, .operand_2 = -1 * 32},
};
static const struct instruction main_instructions[] = {{.opcode = DO_FCALL, .line = 20}};

static const struct function show = {.type = 2, .name = &show_name, .count = 3, .instructions = show_instructions,
                                     .file = &file, .first_line = 10, .last_line = 12};
static const struct function page = {.type = 2, .count = 1, .instructions = main_instructions, .file = &file,
                                     .first_line = 1, .last_line = 20};

/* ---- what the engine exports ---- */

static __thread char memory[GLOBALS_OFFSET + 1024];
static __thread int is_of_php;
size_t executor_globals_offset = GLOBALS_OFFSET;

void *tsrm_get_ls_cache(void) {
    return is_of_php ? memory : NULL;
}

const char *get_zend_version(void) {
    return "Zend Engine v4.2.36, Copyright (c) Zend Technologies\n";
}

uint32_t zend_get_opcode_flags(unsigned char opcode) {
    return opcode == JMP ? 0x20 : opcode == JMPNZ ? 0x2000 : 0;
}

static void look_up(sqlite3 *database, int id) {
    sqlite3_stmt *statement = NULL;
    sqlite3_prepare_v2(database, "select name from authors where id = ?", -1, &statement, NULL);
    sqlite3_bind_int(statement, 1, id);
    sqlite3_step(statement);
    sqlite3_finalize(statement);
}

__attribute__((noinline)) void execute_ex(sqlite3 *database) {
    for (int i = 0; i < LOOK_UPS; i++)
        look_up(database, i);
}

static void *run(void *database) {
    const struct frame outer = {.instruction = main_instructions, .function = &page};
    const struct frame inner = {.instruction = &show_instructions[1], .function = &show, .previous = &outer};
    const struct frame *current = &inner;
    is_of_php = 1;
    memcpy(memory + GLOBALS_OFFSET + CURRENT_FRAME, &current, sizeof current);
    execute_ex(database);
    return NULL;
}

int main(void) {
    sqlite3 *database = NULL;
    pthread_t threads[2];
    sqlite3_open(":memory:", &database);
    sqlite3_exec(database, "create table authors (id integer primary key, name text)", NULL, NULL, NULL);
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, run, database);
        pthread_join(threads[i], NULL);
    }
    return sqlite3_close(database);
}
