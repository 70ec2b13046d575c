#include "frame_instructions.h"

/* Numbers of registers on x86-64 (System V ABI, figure 3.36). */
enum { REGISTER_FRAME_POINTER = 6, REGISTER_STACK_POINTER = 7 };

enum instruction {
    ADVANCE = 0x40, /* these three have their first operand in the lower six bits */
    OFFSET = 0x80,
    RESTORE = 0xc0,
    NOTHING = 0x00,
    SET_PLACE = 0x01,
    ADVANCE_1 = 0x02,
    ADVANCE_2 = 0x03,
    ADVANCE_4 = 0x04,
    OFFSET_EXTENDED = 0x05,
    RESTORE_EXTENDED = 0x06,
    UNDEFINED = 0x07,
    SAME_VALUE = 0x08,
    IN_REGISTER = 0x09,
    REMEMBER = 0x0a,
    RECALL = 0x0b,
    DEFINE_END = 0x0c,
    DEFINE_END_REGISTER = 0x0d,
    DEFINE_END_OFFSET = 0x0e,
    DEFINE_END_EXPRESSION = 0x0f,
    EXPRESSION = 0x10,
    OFFSET_SIGNED = 0x11,
    DEFINE_END_SIGNED = 0x12,
    DEFINE_END_OFFSET_SIGNED = 0x13,
    VALUE_OFFSET = 0x14,
    VALUE_OFFSET_SIGNED = 0x15,
    VALUE_EXPRESSION = 0x16,
    ARGUMENTS_SIZE = 0x2e,
};

enum { BASE_REGISTER_0 = 0x70, DEREFERENCE = 0x06 }; /* of expressions: DW_OP_breg0, DW_OP_deref */

enum { NESTING_LIMIT = 4, WORD_BYTES = 8 };

enum kept { KEPT_SAME, KEPT_AT_OFFSET, KEPT_AT_FRAME_POINTER, KEPT_NOWHERE, KEPT_ELSEWHERE };

enum { OFFSET_BITS = 28, OFFSET_LIMIT = 1 << (OFFSET_BITS - 1) };

/* What is known of one register of the caller's. In few bytes: rows are kept on the host's stack. */
struct column {
    unsigned kept : 4; /* enum kept */
    int offset : OFFSET_BITS;
};

struct row {
    uint8_t end_register;
    bool end_is_stored; /* at register + offset, instead of being that */
    bool end_is_unclear;
    int32_t end_offset;
    struct column pointer;
    struct column return_address;
};

struct run {
    const struct frame_program *program;
    struct table_bytes bytes;
    uint64_t place; /* of code, from the function's start */
    uint64_t wanted;
    struct row row;
    struct row initial;
    struct row remembered[NESTING_LIMIT];
    uint32_t remembered_count;
    bool failed;
};

static int32_t bounded(struct run *run, int64_t offset) {
    if (offset > -OFFSET_LIMIT && offset < OFFSET_LIMIT)
        return (int32_t)offset;
    run->failed = true;
    return 0;
}

static int64_t times(int64_t a, int64_t b) {
    int64_t product = 0;
    return __builtin_mul_overflow(a, b, &product) ? OFFSET_LIMIT : product;
}

static struct column *column_of(struct run *run, struct row *row, uint64_t number) {
    if (number == REGISTER_FRAME_POINTER)
        return &row->pointer;
    return number == run->program->return_register ? &row->return_address : NULL;
}

static void set_column(struct run *run, uint64_t number, enum kept kept, int64_t offset) {
    struct column *column = column_of(run, &run->row, number);
    if (column)
        *column = (struct column){.kept = kept, .offset = bounded(run, offset)};
}

static void set_scaled(struct run *run, uint64_t number, int64_t offset) {
    set_column(run, number, KEPT_AT_OFFSET, times(offset, run->program->data_unit));
}

static void restore_column(struct run *run, uint64_t number) {
    struct column *column = column_of(run, &run->row, number);
    if (column)
        *column = *column_of(run, &run->initial, number);
}

static void define_end(struct run *run, uint64_t number, int64_t offset) {
    run->row.end_register = number < UINT8_MAX ? (uint8_t)number : UINT8_MAX;
    run->row.end_offset = bounded(run, offset);
    run->row.end_is_stored = run->row.end_is_unclear = false;
}

/* The bytes of an expression, which are passed over. */
static struct table_bytes expression(struct run *run) {
    const uint64_t length = table_uleb(&run->bytes);
    struct table_bytes bytes = {.at = run->bytes.at};
    table_skip(&run->bytes, length);
    bytes.end = run->bytes.at;
    bytes.bad = run->bytes.bad;
    return bytes;
}

/* Reads "register + offset"; false for anything else. */
static bool register_and_offset(struct table_bytes *bytes, uint64_t *number, int64_t *offset) {
    const uint64_t operation = table_unsigned(bytes, 1);
    *number = operation - BASE_REGISTER_0;
    *offset = table_sleb(bytes);
    return !bytes->bad && *number < 32;
}

/* What compilers write where a function aligns its stack: the word at frame pointer + offset. */
static void define_end_by_expression(struct run *run) {
    struct table_bytes bytes = expression(run);
    uint64_t number = 0;
    int64_t offset = 0;
    const bool simple = register_and_offset(&bytes, &number, &offset);
    const bool stored = simple && bytes.at < bytes.end && table_unsigned(&bytes, 1) == DEREFERENCE;
    define_end(run, number, simple ? offset : 0);
    run->row.end_is_stored = stored;
    run->row.end_is_unclear = !simple || bytes.at != bytes.end;
}

static void set_by_expression(struct run *run, uint64_t number) {
    struct table_bytes bytes = expression(run);
    uint64_t base = 0;
    int64_t offset = 0;
    const bool known = register_and_offset(&bytes, &base, &offset) && base == REGISTER_FRAME_POINTER &&
                       bytes.at == bytes.end;
    set_column(run, number, known ? KEPT_AT_FRAME_POINTER : KEPT_ELSEWHERE, known ? offset : 0);
}

static void advance(struct run *run, uint64_t units) {
    uint64_t bytes = 0;
    if (__builtin_mul_overflow(units, run->program->code_unit, &bytes) ||
        __builtin_add_overflow(run->place, bytes, &run->place))
        run->failed = true;
}

static void remember(struct run *run) {
    if (run->remembered_count < NESTING_LIMIT)
        run->remembered[run->remembered_count++] = run->row;
    else
        run->failed = true;
}

static void recall(struct run *run) {
    if (run->remembered_count)
        run->row = run->remembered[--run->remembered_count];
    else
        run->failed = true;
}

static void run_end_instruction(struct run *run, uint8_t instruction) {
    struct table_bytes *bytes = &run->bytes;
    uint64_t number = run->row.end_register;
    int64_t offset = run->row.end_offset;
    if (instruction != DEFINE_END_OFFSET && instruction != DEFINE_END_OFFSET_SIGNED)
        number = table_uleb(bytes);
    if (instruction == DEFINE_END || instruction == DEFINE_END_OFFSET)
        offset = (int64_t)table_uleb(bytes);
    else if (instruction != DEFINE_END_REGISTER)
        offset = times(table_sleb(bytes), run->program->data_unit);
    define_end(run, number, offset);
}

static void run_column_instruction(struct run *run, uint8_t instruction) {
    struct table_bytes *bytes = &run->bytes;
    const uint64_t number = table_uleb(bytes);
    switch (instruction) {
    case OFFSET_EXTENDED:
        set_scaled(run, number, (int64_t)table_uleb(bytes));
        return;
    case OFFSET_SIGNED:
        set_scaled(run, number, table_sleb(bytes));
        return;
    case RESTORE_EXTENDED:
        restore_column(run, number);
        return;
    case UNDEFINED:
        set_column(run, number, KEPT_NOWHERE, 0);
        return;
    case SAME_VALUE:
        set_column(run, number, KEPT_SAME, 0);
        return;
    case EXPRESSION:
        set_by_expression(run, number);
        return;
    case VALUE_EXPRESSION:
        expression(run);
        set_column(run, number, KEPT_ELSEWHERE, 0);
        return;
    default: /* IN_REGISTER and VALUE_OFFSET: a register and one number more */
        table_uleb(bytes);
        set_column(run, number, KEPT_ELSEWHERE, 0);
    }
}

static void run_instruction(struct run *run, uint8_t instruction) {
    struct table_bytes *bytes = &run->bytes;
    switch (instruction) {
    case NOTHING:
        return;
    case ADVANCE_1:
    case ADVANCE_2:
    case ADVANCE_4:
        advance(run, table_unsigned(bytes, (size_t)1 << (instruction - ADVANCE_1)));
        return;
    case REMEMBER:
        remember(run);
        return;
    case RECALL:
        recall(run);
        return;
    case ARGUMENTS_SIZE:
        table_uleb(bytes);
        return;
    case DEFINE_END_EXPRESSION:
        define_end_by_expression(run);
        return;
    case DEFINE_END:
    case DEFINE_END_REGISTER:
    case DEFINE_END_OFFSET:
    case DEFINE_END_SIGNED:
    case DEFINE_END_OFFSET_SIGNED:
        run_end_instruction(run, instruction);
        return;
    default:
        if (instruction < OFFSET_EXTENDED || instruction > VALUE_EXPRESSION)
            run->failed = true; /* SET_PLACE too: nobody writes it into .eh_frame */
        else
            run_column_instruction(run, instruction);
    }
}

static void run_all(struct run *run, const struct table_bytes *instructions) {
    run->bytes = *instructions;
    while (run->bytes.at < run->bytes.end && run->place <= run->wanted && !run->failed) {
        const uint8_t byte = (uint8_t)table_unsigned(&run->bytes, 1);
        const uint8_t operand = byte & 0x3f;
        if ((byte & 0xc0) == ADVANCE)
            advance(run, operand);
        else if ((byte & 0xc0) == OFFSET)
            set_scaled(run, operand, (int64_t)table_uleb(&run->bytes));
        else if ((byte & 0xc0) == RESTORE)
            restore_column(run, operand);
        else
            run_instruction(run, byte);
    }
    run->failed = run->failed || run->bytes.bad;
}

static enum frame_end end_of(const struct row *row) {
    if (row->return_address.kept == KEPT_NOWHERE)
        return FRAME_OUTERMOST;
    if (row->end_is_unclear || row->return_address.kept != KEPT_AT_OFFSET ||
        row->return_address.offset != -WORD_BYTES || row->end_offset % WORD_BYTES)
        return FRAME_UNREADABLE;
    if (row->end_register == REGISTER_FRAME_POINTER)
        return row->end_is_stored ? FRAME_END_STORED : FRAME_END_BY_FRAME_POINTER;
    return row->end_register == REGISTER_STACK_POINTER && !row->end_is_stored ? FRAME_END_BY_STACK
                                                                              : FRAME_UNREADABLE;
}

static struct frame_rule rule_of(const struct row *row) {
    struct frame_rule rule = {
        .end = end_of(row), .end_offset = row->end_offset, .pointer_offset = row->pointer.offset};
    if (row->pointer.kept == KEPT_AT_OFFSET)
        rule.pointer = FRAME_POINTER_AT_END;
    else if (row->pointer.kept == KEPT_AT_FRAME_POINTER)
        rule.pointer = FRAME_POINTER_AT_ITSELF;
    else
        rule.pointer = FRAME_POINTER_KEPT;
    if (row->pointer.kept == KEPT_ELSEWHERE || rule.pointer_offset % WORD_BYTES)
        rule.end = FRAME_UNREADABLE;
    return rule;
}

struct frame_rule frame_instructions_run(const struct frame_program *program,
                                         const struct table_bytes *instructions, uint64_t offset) {
    struct run run = {.program = program, .wanted = offset};
    run_all(&run, &program->initial);
    run.initial = run.row;
    run_all(&run, instructions);
    if (run.failed)
        return (struct frame_rule){.end = FRAME_UNREADABLE};
    return rule_of(&run.row);
}
