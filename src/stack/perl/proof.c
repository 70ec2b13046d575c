#include "proof.h"

#include "libc/readable.h"
#include "stack/host_memory.h"

enum { PROVED_STACKINFOS = 8, PROVED_CONTEXTS = 16, CONTEXTS_LIMIT = 1000000, OP_BYTES = 48 };

/* What stands for a statement while a text is compiled has the type of an op that does nothing. */
static bool is_cop(const struct perl_op_types *types, const void *cop) {
    if (!cop || !memory_is_readable(cop, PERL_COP_BYTES))
        return false;
    const uint32_t type = number_at(cop, PERL_OP_TYPE) & PERL_OP_TYPE_BITS;
    const void *file = pointer_at(cop, PERL_COP_FILE);
    if (number_at(cop, PERL_COP_LINE) >= PERL_LINE_LIMIT)
        return false;
    if (type == types->null && !file)
        return true;
    return (type == types->nextstate || type == types->dbstate || type == types->null) && file &&
           memory_is_readable(file, 1);
}

static bool is_op(const struct perl_op_types *types, const void *op) {
    return memory_is_readable(op, OP_BYTES) &&
           (number_at(op, PERL_OP_TYPE) & PERL_OP_TYPE_BITS) <= types->count;
}

static bool is_context(const struct perl_layout *layout, const struct perl_op_types *types,
                       const char *context) {
    if (!memory_is_readable(context, layout->context_bytes))
        return false;
    const uint8_t kind = *context & PERL_CONTEXT_KIND_BITS;
    if (kind > PERL_CONTEXT_LAST_KIND)
        return false;
    if (kind == PERL_CONTEXT_SUBSTITUTION)
        return true;
    const void *cop = pointer_at(context, PERL_CONTEXT_OLD_COP);
    if (cop && !is_cop(types, cop))
        return false;
    if (kind != PERL_CONTEXT_SUB)
        return true;
    const void *op = pointer_at(context, PERL_CONTEXT_RETURN_OP);
    const void *cv = pointer_at(context, layout->context_cv);
    return (!op || is_op(types, op)) && cv && memory_is_readable(cv, PERL_SV_ARRAY + sizeof(void *));
}

static bool is_stackinfo(const struct perl_layout *layout, const struct perl_op_types *types,
                         const void *stackinfo) {
    if (!memory_is_readable(stackinfo, (size_t)layout->stackinfo_type + sizeof(uint32_t)))
        return false;
    const char *contexts = pointer_at(stackinfo, PERL_STACKINFO_CONTEXTS);
    const int32_t top = (int32_t)number_at(stackinfo, PERL_STACKINFO_TOP);
    const int32_t limit = (int32_t)number_at(stackinfo, PERL_STACKINFO_LIMIT);
    if (top < -1 || top > limit || limit > CONTEXTS_LIMIT)
        return false;
    for (int32_t i = top; i >= 0 && i > top - PROVED_CONTEXTS; i--)
        if (!is_context(layout, types, contexts + (size_t)layout->context_bytes * (uint32_t)i))
            return false;
    return true;
}

bool perl_proves_right(const struct perl_layout *layout, const struct perl_op_types *types,
                       const struct perl_thread *thread) {
    const void *stackinfo = thread->stackinfo;
    if (!is_cop(types, thread->cop) || (thread->op && !is_op(types, thread->op)))
        return false;
    if (thread->savestack && !memory_is_readable(thread->savestack, sizeof(void *)))
        return false;
    for (int i = 0; i < PROVED_STACKINFOS && stackinfo; i++) {
        if (!is_stackinfo(layout, types, stackinfo))
            return false;
        stackinfo = pointer_at(stackinfo, PERL_STACKINFO_PREVIOUS);
    }
    return true;
}
