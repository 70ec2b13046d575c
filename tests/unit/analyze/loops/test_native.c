/* Loops in machine code that is written out here, byte by byte. */
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyze/loops/native.h"

enum { ENTRY = 0x1000, COLD = 0x2000, TABLE = 0x3000 };

static struct native_code code_of(const uint8_t *bytes, size_t size) {
    return (struct native_code){.bytes = bytes, .size = size, .address = ENTRY, .machine = EM_X86_64};
}

static struct native_loops *analyze(const struct native_code *code) {
    struct native_loops *loops = native_loops_analyze(code);
    assert_non_null(loops);
    return loops;
}

static bool is_in_loop(const struct native_loops *loops, uint64_t address) {
    return native_loops_find(loops, address) != SIZE_MAX;
}

static void block_that_jumps_to_itself(void **state) {
    (void)state;
    const uint8_t bytes[] = {
        0xff, 0xcf, /* 1000 dec %edi  */
        0x75, 0xfc, /* 1002 jne 1000  */
        0xc3,       /* 1004 ret       */
    };
    const struct native_code code = code_of(bytes, sizeof bytes);
    struct native_loops *loops = analyze(&code);
    assert_int_equal(native_loops_count(loops), 1);
    assert_int_equal(native_loops_get(loops, 0)->header, 0x1000);
    assert_int_equal(native_loops_find(loops, 0x1000), 0);
    assert_int_equal(native_loops_find(loops, 0x1003), 0); /* inside an instruction */
    assert_false(is_in_loop(loops, 0x1004));
    assert_false(is_in_loop(loops, 0x1005));
    assert_false(is_in_loop(loops, 0x0fff));
    assert_false(native_loops_incomplete(loops));
    native_loops_free(loops);
}

static void backward_jump_is_no_loop(void **state) {
    (void)state;
    const uint8_t bytes[] = {
        0x75, 0x03, /* 1000 jne 1005 */
        0xff, 0xcf, /* 1002 dec %edi */
        0xc3,       /* 1004 ret      */
        0xff, 0xc7, /* 1005 inc %edi */
        0xeb, 0xf9, /* 1007 jmp 1002 */
    };
    const struct native_code code = code_of(bytes, sizeof bytes);
    struct native_loops *loops = analyze(&code);
    assert_int_equal(native_loops_count(loops), 0);
    native_loops_free(loops);
}

static void loops_nest(void **state) {
    (void)state;
    const uint8_t bytes[] = {
        0xff, 0xc0, /* 1000 inc %eax */
        0xff, 0xc9, /* 1002 dec %ecx */
        0x75, 0xfc, /* 1004 jne 1002 */
        0xff, 0xca, /* 1006 dec %edx */
        0x75, 0xf6, /* 1008 jne 1000 */
        0xc3,       /* 100a ret      */
    };
    const struct native_code code = code_of(bytes, sizeof bytes);
    struct native_loops *loops = analyze(&code);
    assert_int_equal(native_loops_count(loops), 2);
    const size_t outer = native_loops_find(loops, 0x1000);
    const size_t inner = native_loops_find(loops, 0x1002);
    assert_int_not_equal(outer, inner);
    assert_int_equal(native_loops_find(loops, 0x1006), outer);
    assert_int_equal(native_loops_get(loops, outer)->depth, 0);
    assert_int_equal(native_loops_get(loops, outer)->parent, SIZE_MAX);
    assert_int_equal(native_loops_get(loops, outer)->header, 0x1000);
    assert_int_equal(native_loops_get(loops, inner)->depth, 1);
    assert_int_equal(native_loops_get(loops, inner)->parent, outer);
    assert_int_equal(native_loops_get(loops, inner)->header, 0x1002);
    assert_true(native_loops_within(loops, inner, outer));
    assert_false(native_loops_within(loops, outer, inner));
    native_loops_free(loops);
}

static void loop_with_two_entries_is_one_loop(void **state) {
    (void)state;
    const uint8_t bytes[] = {
        0x75, 0x02, /* 1000 jne 1004 */
        0xff, 0xcf, /* 1002 dec %edi */
        0xff, 0xc9, /* 1004 dec %ecx */
        0x75, 0xfa, /* 1006 jne 1002 */
        0xc3,       /* 1008 ret      */
    };
    const struct native_code code = code_of(bytes, sizeof bytes);
    struct native_loops *loops = analyze(&code);
    assert_int_equal(native_loops_count(loops), 1);
    assert_int_equal(native_loops_get(loops, 0)->header, 0x1002);
    assert_int_equal(native_loops_find(loops, 0x1004), 0);
    native_loops_free(loops);
}

/* Alignment that runs into a loop's middle is no way into it. */
static void padding_is_no_entry(void **state) {
    (void)state;
    const uint8_t bytes[] = {
        0xeb, 0x03, /* 1000 jmp 1005 */
        0x90,       /* 1002 nop      */
        0xff, 0xcf, /* 1003 dec %edi */
        0xff, 0xc9, /* 1005 dec %ecx */
        0x75, 0xfa, /* 1007 jne 1003 */
        0xc3,       /* 1009 ret      */
    };
    const struct native_code code = code_of(bytes, sizeof bytes);
    struct native_loops *loops = analyze(&code);
    assert_int_equal(native_loops_count(loops), 1);
    assert_int_equal(native_loops_get(loops, 0)->header, 0x1005);
    assert_false(is_in_loop(loops, 0x1002));
    native_loops_free(loops);
}

static void cold_part_belongs_to_the_loop(void **state) {
    (void)state;
    const uint8_t hot[] = {
        0x0f, 0x84, 0xfa, 0x0f, 0x00, 0x00, /* 1000 je 2000  */
        0xff, 0xcf,                         /* 1006 dec %edi */
        0x75, 0xf6,                         /* 1008 jne 1000 */
        0xc3,                               /* 100a ret      */
    };
    const uint8_t cold[] = {
        0xff, 0xc7,                   /* 2000 inc %edi */
        0xe9, 0xff, 0xef, 0xff, 0xff, /* 2002 jmp 1006 */
    };
    const struct native_code part = {.bytes = cold, .size = sizeof cold, .address = COLD};
    struct native_code code = code_of(hot, sizeof hot);
    code.parts = &part;
    code.part_count = 1;
    struct native_loops *loops = analyze(&code);
    assert_int_equal(native_loops_count(loops), 1);
    assert_int_equal(native_loops_find(loops, COLD), 0);
    assert_int_equal(native_loops_get(loops, 0)->header, 0x1000);
    native_loops_free(loops);
}

static const uint64_t absolute_table[] = {0x100c, 0x1010, 0x1005};

static bool read_absolute_table(void *context, uint64_t address, void *buffer, size_t size) {
    (void)context;
    if (address < TABLE || address - TABLE > sizeof absolute_table - size)
        return false;
    memcpy(buffer, (const uint8_t *)absolute_table + (address - TABLE), size);
    return true;
}

/* The only way back to the head of the loop is in the table. */
static const uint8_t code_with_absolute_table[] = {
    0x83, 0xff, 0x01,                         /* 1000 cmp $1,%edi           */
    0x77, 0x0b,                               /* 1003 ja 1010               */
    0xff, 0x24, 0xfd, 0x00, 0x30, 0x00, 0x00, /* 1005 jmp *0x3000(,%rdi,8)  */
    0xff, 0xcf,                               /* 100c dec %edi              */
    0xeb, 0xf0,                               /* 100e jmp 1000              */
    0xc3,                                     /* 1010 ret                   */
};

static void table_of_addresses_is_followed(void **state) {
    (void)state;
    struct native_code code = code_of(code_with_absolute_table, sizeof code_with_absolute_table);
    code.read = read_absolute_table;
    struct native_loops *loops = analyze(&code);
    assert_false(native_loops_incomplete(loops));
    assert_int_equal(native_loops_count(loops), 1); /* the third entry is out of bounds: no loop by itself */
    assert_true(is_in_loop(loops, 0x100c));
    assert_false(is_in_loop(loops, 0x1010));
    native_loops_free(loops);
}

static void table_that_cannot_be_read_is_told(void **state) {
    (void)state;
    const struct native_code code = code_of(code_with_absolute_table, sizeof code_with_absolute_table);
    struct native_loops *loops = analyze(&code);
    assert_true(native_loops_incomplete(loops));
    native_loops_free(loops);
}

static const int32_t relative_table[] = {0x1013 - TABLE, 0x1017 - TABLE, 0x7fffffff};

static bool read_relative_table(void *context, uint64_t address, void *buffer, size_t size) {
    (void)context;
    if (address < TABLE || address - TABLE > sizeof relative_table - size)
        return false;
    memcpy(buffer, (const uint8_t *)relative_table + (address - TABLE), size);
    return true;
}

/* No check of the index: the table is read as long as it leads into the function. */
static void table_of_distances_is_followed(void **state) {
    (void)state;
    const uint8_t bytes[] = {
        0x48, 0x8d, 0x15, 0xf9, 0x1f, 0x00, 0x00, /* 1000 lea 0x3000(%rip),%rdx    */
        0x90, 0x90, 0x90,                         /* 1007 nop                      */
        0x48, 0x63, 0x04, 0xba,                   /* 100a movslq (%rdx,%rdi,4),%rax */
        0x48, 0x01, 0xd0,                         /* 100e add %rdx,%rax            */
        0xff, 0xe0,                               /* 1011 jmp *%rax                */
        0xff, 0xcf,                               /* 1013 dec %edi                 */
        0xeb, 0xf0,                               /* 1015 jmp 1007                 */
        0xc3,                                     /* 1017 ret                      */
    };
    struct native_code code = code_of(bytes, sizeof bytes);
    code.read = read_relative_table;
    struct native_loops *loops = analyze(&code);
    assert_false(native_loops_incomplete(loops));
    assert_int_equal(native_loops_count(loops), 1);
    assert_int_equal(native_loops_get(loops, 0)->header, 0x1007);
    assert_true(is_in_loop(loops, 0x1013));
    assert_false(is_in_loop(loops, 0x1000));
    assert_false(is_in_loop(loops, 0x1017));
    native_loops_free(loops);
}

static void exception_handler_closes_a_loop(void **state) {
    (void)state;
    const uint8_t bytes[] = {
        0xe8, 0xfb, 0x0f, 0x00, 0x00, /* 1000 call 2000          */
        0xc3,                         /* 1005 ret                */
        0xeb, 0xf8,                   /* 1006 jmp 1000, the pad  */
    };
    const struct native_handler handler = {.start = 0x1000, .end = 0x1005, .pad = 0x1006};
    struct native_code code = code_of(bytes, sizeof bytes);
    struct native_loops *loops = analyze(&code);
    assert_int_equal(native_loops_count(loops), 0);
    native_loops_free(loops);
    code.handlers = &handler;
    code.handler_count = 1;
    loops = analyze(&code);
    assert_int_equal(native_loops_count(loops), 1);
    assert_int_equal(native_loops_get(loops, 0)->header, 0x1000);
    assert_true(is_in_loop(loops, 0x1006));
    native_loops_free(loops);
}

static bool returns_unless_cold(void *context, uint64_t target) {
    (void)context;
    return target != COLD;
}

static void call_that_does_not_return_ends_the_flow(void **state) {
    (void)state;
    const uint8_t bytes[] = {
        0xff, 0xcf,                   /* 1000 dec %edi  */
        0x75, 0x05,                   /* 1002 jne 1009  */
        0xe8, 0xf7, 0x0f, 0x00, 0x00, /* 1004 call 2000 */
        0xeb, 0xf5,                   /* 1009 jmp 1000  */
    };
    struct native_code code = code_of(bytes, sizeof bytes);
    struct native_loops *loops = analyze(&code);
    assert_true(is_in_loop(loops, 0x1004));
    native_loops_free(loops);
    code.returns = returns_unless_cold;
    loops = analyze(&code);
    assert_true(is_in_loop(loops, 0x1009));
    assert_false(is_in_loop(loops, 0x1004));
    native_loops_free(loops);
}

static void tail_call_ends_the_flow(void **state) {
    (void)state;
    const uint8_t bytes[] = {
        0xff, 0xcf,                      /* 1000 dec %edi */
        0x0f, 0x85, 0xf8, 0x0f, 0,    0, /* 1002 jne 2000 */
        0xe9, 0xf3, 0x0f, 0x00, 0x00,    /* 1008 jmp 2000 */
    };
    const struct native_code code = code_of(bytes, sizeof bytes);
    struct native_loops *loops = analyze(&code);
    assert_int_equal(native_loops_count(loops), 0);
    assert_false(native_loops_incomplete(loops));
    native_loops_free(loops);
}

static void unknown_machine_has_no_answer(void **state) {
    (void)state;
    const uint8_t bytes[] = {0xc3};
    struct native_code code = code_of(bytes, sizeof bytes);
    code.machine = EM_68K;
    assert_null(native_loops_analyze(&code));
    code = code_of(bytes, 0);
    assert_null(native_loops_analyze(&code));
}

static bool read_noise(void *context, uint64_t address, void *buffer, size_t size) {
    (void)context;
    const uint64_t noise = ENTRY + address % 97;
    memcpy(buffer, &noise, size);
    return true;
}

/* Nothing is said of what is found in noise; the analysis only has to end, with loops that hold together. */
static void noise_does_no_harm(void **state) {
    (void)state;
    uint64_t random = 88172645463325252u;
    for (int round = 0; round < 2000; round++) {
        uint8_t bytes[256];
        for (size_t i = 0; i < sizeof bytes; i++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            /* jumps are rare in noise: make every fourth byte the start of one */
            bytes[i] = random % 4 == 0 ? 0x70 + (random >> 8) % 16 : (uint8_t)(random >> 16);
        }
        struct native_code code = code_of(bytes, 1 + random % sizeof bytes);
        code.read = read_noise;
        struct native_loops *loops = native_loops_analyze(&code);
        for (size_t loop = 0; loops && loop < native_loops_count(loops); loop++) {
            const struct native_loop *found = native_loops_get(loops, loop);
            assert_true(native_loops_within(loops, native_loops_find(loops, found->header), loop));
            assert_true(found->parent == SIZE_MAX || found->parent < loop);
        }
        native_loops_free(loops);
    }
}

/* Thousands of loops one in another: the walk has no recursion, and stops counting somewhere. */
static void deep_nesting_ends(void **state) {
    (void)state;
    enum { DEPTH = 3000, SIZE = DEPTH * 2 + DEPTH * 6 };
    uint8_t *bytes = malloc(SIZE);
    assert_non_null(bytes);
    for (size_t i = 0; i < DEPTH; i++)
        memcpy(bytes + 2 * i, (const uint8_t[]){0xff, 0xcf}, 2);
    for (size_t i = 0; i < DEPTH; i++) {
        uint8_t *jump = bytes + DEPTH * 2 + i * 6;
        const int32_t distance = (int32_t)((DEPTH - 1 - i) * 2) - (int32_t)(jump - bytes + 6);
        memcpy(jump, (const uint8_t[]){0x0f, 0x85}, 2);
        memcpy(jump + 2, &distance, sizeof distance);
    }
    const struct native_code code = code_of(bytes, SIZE);
    struct native_loops *loops = analyze(&code);
    assert_true(native_loops_count(loops) > 10);
    assert_true(is_in_loop(loops, ENTRY + DEPTH));
    native_loops_free(loops);
    free(bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(block_that_jumps_to_itself),
        cmocka_unit_test(backward_jump_is_no_loop),
        cmocka_unit_test(loops_nest),
        cmocka_unit_test(loop_with_two_entries_is_one_loop),
        cmocka_unit_test(padding_is_no_entry),
        cmocka_unit_test(cold_part_belongs_to_the_loop),
        cmocka_unit_test(table_of_addresses_is_followed),
        cmocka_unit_test(table_that_cannot_be_read_is_told),
        cmocka_unit_test(table_of_distances_is_followed),
        cmocka_unit_test(exception_handler_closes_a_loop),
        cmocka_unit_test(call_that_does_not_return_ends_the_flow),
        cmocka_unit_test(tail_call_ends_the_flow),
        cmocka_unit_test(unknown_machine_has_no_answer),
        cmocka_unit_test(noise_does_no_harm),
        cmocka_unit_test(deep_nesting_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
