#include "optree.h"

#include <string.h>

#include "stack/host_memory.h"

/* A tree that is damaged has no end: no search goes on for longer, and none climbs higher. */
enum { OPS_LIMIT = 1 << 16, HEIGHT_LIMIT = 1024 };

bool perl_op_types_find(int minor, const char *const *names, size_t count, struct perl_op_types *types) {
    const struct {
        const char *name;
        uint16_t *number;
    } wanted[] = {
        {"nextstate", &types->nextstate},
        {"dbstate", &types->dbstate},
        {"scope", &types->scope},
        {"null", &types->null},
        {"entersub", &types->entersub},
        {"entereval", &types->entereval},
        {"require", &types->require},
        {"dofile", &types->dofile},
        {"leaveloop", &types->leaveloop},
        {"enteriter", &types->enteriter},
        {"unstack", &types->unstack},
        {"lineseq", &types->lineseq},
        {"and", &types->and },
        {"or", &types->or },
        {"redo", &types->redo},
        {"mapstart", &types->mapstart},
        {"grepstart", &types->grepstart},
        {"subst", &types->subst},
        {"substcont", &types->substcont},
        {"padav", &types->padav},
        {"rv2av", &types->rv2av},
        {"padhv", &types->padhv},
        {"rv2hv", &types->rv2hv},
        {"aslice", &types->aslice},
        {"hslice", &types->hslice},
        {"mapwhile", &types->mapwhile},
        {"grepwhile", &types->grepwhile},
        {"sort", &types->sort},
        {"values", &types->values},
        {"pushmark", &types->pushmark},
        {"stub", &types->stub},
        {"aassign", &types->aassign},
        {"undef", &types->undef},
    };
    size_t found = 0;
    types->count = (uint32_t)count;
    types->match_is_global = minor < 32 ? PERL_MATCH_IS_GLOBAL_BEFORE_32 : PERL_MATCH_IS_GLOBAL;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        for (size_t number = 0; number < count; number++) {
            if (!names[number] || strcmp(names[number], wanted[i].name) != 0)
                continue;
            *wanted[i].number = (uint16_t)number;
            found++;
            break;
        }
    }
    return found == sizeof wanted / sizeof *wanted;
}

/* ---- Walking the tree ---- */

static uint16_t type_of(const void *op) {
    return (uint16_t)(number_at(op, PERL_OP_TYPE) & PERL_OP_TYPE_BITS);
}

static bool has_type(const void *op, uint16_t type) {
    return op && type_of(op) == type;
}

static const void *first_kid(const void *op) {
    const bool has_kids = ((const uint8_t *)op)[PERL_OP_FLAGS] & PERL_OP_HAS_KIDS;
    return has_kids ? pointer_at(op, PERL_OP_FIRST) : NULL;
}

static bool has_sibling(const void *op) {
    return number_at(op, PERL_OP_TYPE) & PERL_OP_HAS_SIBLING;
}

static const void *sibling_of(const void *op) {
    return has_sibling(op) ? pointer_at(op, PERL_OP_SIBLING_OR_PARENT) : NULL;
}

/*
 * The code that makes the replacement of s///: a tree of its own, which its substitution is not above. The
 * two know each other (pmruntime in op.c). NULL: the replacement is a text, or this is no s///.
 */
static const void *replacement_of(const struct perl_op_types *types, const void *op) {
    const void *code = has_type(op, types->subst) ? pointer_at(op, PERL_SUBST_REPLACEMENT) : NULL;
    return has_type(code, types->substcont) ? code : NULL;
}

static const void *substitution_of(const struct perl_op_types *types, const void *op) {
    const void *substitution = has_type(op, types->substcont) ? pointer_at(op, PERL_LOGICAL_OTHER) : NULL;
    return replacement_of(types, substitution) == op ? substitution : NULL;
}

static const void *parent_of(const struct perl_op_types *types, const void *op) {
    for (int i = 0; i < OPS_LIMIT && has_sibling(op); i++)
        op = pointer_at(op, PERL_OP_SIBLING_OR_PARENT);
    const void *parent = has_sibling(op) ? NULL : pointer_at(op, PERL_OP_SIBLING_OR_PARENT);
    return parent ? parent : substitution_of(types, op);
}

static const void *last_kid(const void *op) {
    const void *kid = first_kid(op);
    for (int i = 0; kid && i < OPS_LIMIT && has_sibling(kid); i++)
        kid = sibling_of(kid);
    return kid;
}

/* The op after this one in a walk through the tree below `root`, parents first. */
static const void *next_below(const struct perl_op_types *types, const void *root, const void *op) {
    const void *kid = first_kid(op);
    const void *next = kid ? kid : replacement_of(types, op);
    for (int i = 0; i < HEIGHT_LIMIT && !next && op && op != root; i++) {
        const void *parent = parent_of(types, op);
        next = sibling_of(op);
        if (!next && replacement_of(types, parent) != op)
            next = replacement_of(types, parent);
        op = parent;
    }
    return next;
}

/* ---- Statements ---- */

static bool is_statement(const struct perl_op_types *types, const void *op) {
    return has_type(op, types->nextstate) || has_type(op, types->dbstate);
}

/* A block without variables of its own: its first statement has become part of the one around it. */
static bool is_folded_statement(const struct perl_op_types *types, const void *op) {
    const uintptr_t was = (uintptr_t)pointer_at(op, PERL_OP_TARGET);
    return has_type(op, types->null) && (was == types->nextstate || was == types->dbstate);
}

/* The statement that an op belongs to; NULL: `root` has none before it. */
static const void *statement_of(const struct perl_op_types *types, const void *root, const void *op) {
    for (int height = 0; height < HEIGHT_LIMIT && op && op != root; height++) {
        const void *parent = parent_of(types, op);
        const void *last = NULL;
        const void *kid = parent ? first_kid(parent) : NULL;
        for (int i = 0; i < OPS_LIMIT && kid && kid != op; i++, kid = sibling_of(kid))
            if (is_statement(types, kid) || is_folded_statement(types, kid))
                last = kid;
        if (last)
            return last;
        op = parent;
    }
    return NULL;
}

static uint32_t line_of(const struct perl_op_types *types, const void *op, uint32_t otherwise) {
    const void *statement = statement_of(types, NULL, op);
    const uint32_t line = statement ? number_at(statement, PERL_COP_LINE) : 0;
    return line && line < PERL_LINE_LIMIT ? line : otherwise;
}

/* ---- The op that calls ---- */

static bool is_call(const struct perl_op_types *types, const void *op) {
    const uint16_t type = type_of(op);
    return type == types->entersub || type == types->entereval || type == types->require ||
           type == types->dofile;
}

static bool is_wanted(const struct perl_op_types *types, const struct perl_frame *frame, const void *op) {
    if (frame->marks & PERL_FRAME_RETURNS)
        return pointer_at(op, PERL_OP_NEXT) == frame->op && is_call(types, op);
    return op == frame->op;
}

static const void *find_below(const struct perl_op_types *types, const struct perl_frame *frame,
                              const void *root) {
    const void *op = root;
    for (int i = 0; i < OPS_LIMIT && op; i++, op = next_below(types, root, op))
        if (is_wanted(types, frame, op))
            return op;
    return NULL;
}

/* A statement's ops are its COP's siblings, up to the next statement's. */
static const void *find_in_statement(const struct perl_op_types *types, const struct perl_frame *frame) {
    const void *op = sibling_of(frame->cop);
    for (int i = 0; i < OPS_LIMIT && op && !is_statement(types, op); i++, op = sibling_of(op)) {
        const void *found = find_below(types, frame, op);
        if (found)
            return found;
    }
    return NULL;
}

/*
 * Before a loop's condition is evaluated again, no statement begins: the last one of its body still is the
 * current one.
 */
static const void *find_in_loops_around(const struct perl_op_types *types, const struct perl_frame *frame) {
    const void *op = frame->cop;
    for (int height = 0; height < HEIGHT_LIMIT && op; height++, op = parent_of(types, op)) {
        const void *found = has_type(op, types->leaveloop) ? find_below(types, frame, op) : NULL;
        if (found)
            return found;
    }
    return NULL;
}

static const void *find_call(const struct perl_op_types *types, const struct perl_frame *frame) {
    if (!frame->op)
        return NULL;
    const void *found = find_in_statement(types, frame);
    return found ? found : find_in_loops_around(types, frame);
}

/* ---- Loops ---- */

/* `redo` makes a loop of a bare block. */
static bool is_done_again(const struct perl_op_types *types, const void *loop) {
    const void *op = loop;
    for (int i = 0; i < OPS_LIMIT && op; i++, op = next_below(types, loop, op))
        if (has_type(op, types->redo))
            return true;
    return false;
}

/* A bare block is a loop of one round: its next is its last (newWHILEOP in op.c). */
static bool is_bare_block(const struct perl_op_types *types, const void *loop) {
    const void *enter = first_kid(loop);
    return !enter || (pointer_at(enter, PERL_LOOP_NEXT) == pointer_at(enter, PERL_LOOP_LAST) &&
                      !is_done_again(types, loop));
}

/* The body of `X while Y`, which has no context of its own (newLOOPOP in op.c). */
static bool is_repeated_body(const struct perl_op_types *types, const void *op) {
    return has_type(op, types->lineseq) && has_type(last_kid(op), types->unstack);
}

static bool is_condition(const struct perl_op_types *types, const void *op) {
    return has_type(op, types->and) || has_type(op, types->or);
}

/* The loop with a context, whose body or condition this is, is found further out. */
static bool is_within_leaveloop(const struct perl_op_types *types, const void *op) {
    const void *parent = parent_of(types, op);
    for (int i = 0; i < HEIGHT_LIMIT && (has_type(parent, types->null) || is_condition(types, parent)); i++)
        parent = parent_of(types, parent);
    return has_type(parent, types->leaveloop);
}

/* s///g, as opposed to s///. */
static bool is_global(const struct perl_op_types *types, const void *substitution) {
    return has_type(substitution, types->subst) &&
           number_at(substitution, PERL_MATCH_FLAGS) & types->match_is_global;
}

/* Whether `parent` repeats its kid `op`. */
static bool repeats(const struct perl_op_types *types, const void *parent, const void *op) {
    if (has_type(parent, types->leaveloop))
        return op != first_kid(parent) && !is_bare_block(types, parent);
    if (has_type(parent, types->mapstart) || has_type(parent, types->grepstart)) {
        /* The block comes behind the mark, and before the list. */
        const void *mark = first_kid(parent);
        return mark && op == sibling_of(mark);
    }
    if (is_repeated_body(types, parent))
        return !is_within_leaveloop(types, parent);
    /* In the condition; the body comes by itself. */
    if (is_condition(types, parent))
        return op == first_kid(parent) && is_repeated_body(types, last_kid(parent)) &&
               !is_within_leaveloop(types, parent);
    return is_global(types, parent) && replacement_of(types, parent) == op;
}

/* ---- An op that does a thing to each value of a list ---- */

static bool is_container(const struct perl_op_types *types, const void *op) {
    return has_type(op, types->padav) || has_type(op, types->rv2av) || has_type(op, types->padhv) ||
           has_type(op, types->rv2hv);
}

/* Gives as many values as there happen to be. */
static bool is_list(const struct perl_op_types *types, const void *op) {
    if (is_container(types, op))
        return !(((const uint8_t *)op)[PERL_OP_FLAGS] & PERL_OP_IS_CONTAINER);
    return has_type(op, types->aslice) || has_type(op, types->hslice) || has_type(op, types->mapwhile) ||
           has_type(op, types->grepwhile) || has_type(op, types->sort) || has_type(op, types->values);
}

static bool has_list(const struct perl_op_types *types, const void *op) {
    const void *kid = first_kid(op);
    for (int i = 0; i < OPS_LIMIT && kid; i++, kid = sibling_of(kid))
        if (is_list(types, kid))
            return true;
    return false;
}

/* `()`, by which an array or a hash is emptied. */
static bool is_empty(const struct perl_op_types *types, const void *op) {
    const void *kid = first_kid(op);
    for (int i = 0; i < OPS_LIMIT && kid; i++, kid = sibling_of(kid))
        if (!has_type(kid, types->pushmark) && !has_type(kid, types->stub))
            return false;
    return true;
}

/* Of a call the list is what it is called with: it is the sub that is handled. */
static bool handles_each(const struct perl_op_types *types, const void *op) {
    if (has_type(op, types->entersub))
        return false;
    if (has_type(op, types->undef))
        return is_container(types, first_kid(op));
    if (has_type(op, types->aassign))
        return has_list(types, first_kid(op)) || is_empty(types, first_kid(op));
    return has_list(types, op);
}

/* ---- All together ---- */

static bool is_foreach(const struct perl_op_types *types, const void *loop) {
    return has_type(loop, types->leaveloop) && has_type(first_kid(loop), types->enteriter);
}

static void add_loop(struct perl_position *position, uint32_t line, bool has_items) {
    if (position->loop_count == PERL_LOOPS_LIMIT)
        return;
    position->loop_has_items[position->loop_count] = has_items;
    position->loop_lines[position->loop_count++] = line;
}

static void turn_around(struct perl_position *position) {
    for (uint32_t i = 0; i < position->loop_count / 2; i++) {
        const uint32_t other = position->loop_count - 1 - i;
        const uint32_t line = position->loop_lines[i];
        const bool has_items = position->loop_has_items[i];
        position->loop_lines[i] = position->loop_lines[other];
        position->loop_has_items[i] = position->loop_has_items[other];
        position->loop_lines[other] = line;
        position->loop_has_items[other] = has_items;
    }
}

/* `op` is the root of its tree. */
static uint32_t first_line_below(const struct perl_op_types *types, const void *root) {
    const void *op = root;
    for (int i = 0; i < OPS_LIMIT && op; i++, op = next_below(types, root, op))
        if (is_statement(types, op) || is_folded_statement(types, op))
            return number_at(op, PERL_COP_LINE);
    return 0;
}

void perl_optree_position(const struct perl_op_types *types, const struct perl_frame *frame,
                          struct perl_position *result) {
    const uint32_t current = number_at(frame->cop, PERL_COP_LINE);
    *result = (struct perl_position){.line = current, .first_line = current};
    /* While a text is compiled, what is compiled stands for a statement, and is in no tree. */
    if (!is_statement(types, frame->cop)) {
        if (frame->marks & PERL_FRAME_REPEATS)
            add_loop(result, current, false);
        return;
    }
    const void *call = find_call(types, frame);
    if (call)
        result->line = line_of(types, call, current);
    if (frame->marks & PERL_FRAME_REPEATS ||
        (frame->marks & PERL_FRAME_HANDLES && call && handles_each(types, call)))
        add_loop(result, result->line, false);
    const void *op = call ? call : frame->cop;
    for (int height = 0; height < HEIGHT_LIMIT && op; height++) {
        const void *parent = parent_of(types, op);
        if (parent && repeats(types, parent, op))
            add_loop(result, line_of(types, parent, current), is_foreach(types, parent));
        if (!parent)
            result->first_line = first_line_below(types, op);
        op = parent;
    }
    turn_around(result);
}
