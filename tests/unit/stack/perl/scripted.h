/*
 * A Perl interpreter of any version in scripted memory: contexts, ops and names, laid out by the table of
 * offsets that they are read back with. Objects are cut off one behind the other.
 */
#ifndef LOOPLINE_TESTS_UNIT_STACK_PERL_SCRIPTED_H
#define LOOPLINE_TESTS_UNIT_STACK_PERL_SCRIPTED_H

#include "helpers/unit.h"

#include <string.h>

#include "stack/perl/code.h"

enum { FIRST_MINOR = 30, LAST_MINOR = 42, OBJECTS = 512, OBJECT_BYTES = 128, CONTEXTS = 64 };

static struct {
    struct perl_reader reader;
    struct perl_thread thread;
    size_t used;
    int top; /* of the contexts in `stackinfo` */
    char *contexts;
    char *stackinfo;
    int stackinfos;
    const void *savestack[64];
    _Alignas(16) char objects[OBJECTS][OBJECT_BYTES];
    _Alignas(16) char context_memory[4][CONTEXTS * OBJECT_BYTES];
} perl;

enum op_number {
    OP_NULL,
    OP_NEXTSTATE,
    OP_DBSTATE,
    OP_SCOPE,
    OP_ENTERSUB,
    OP_ENTEREVAL,
    OP_REQUIRE,
    OP_DOFILE,
    OP_LEAVELOOP,
    OP_ENTERITER,
    OP_UNSTACK,
    OP_LINESEQ,
    OP_AND,
    OP_OR,
    OP_REDO,
    OP_MAPSTART,
    OP_GREPSTART,
    OP_SUBST,
    OP_SUBSTCONT,
    OP_ENTERLOOP,
    OP_LEAVESUB,
    OP_MAPWHILE,
    OP_CONST,
    OP_PADAV,
    OP_RV2AV,
    OP_PADHV,
    OP_RV2HV,
    OP_ASLICE,
    OP_HSLICE,
    OP_GREPWHILE,
    OP_SORT,
    OP_VALUES,
    OP_PUSHMARK,
    OP_STUB,
    OP_AASSIGN,
    OP_UNDEF,
    OP_JOIN,
};

static const char *const op_names[] = {
    "null",      "nextstate", "dbstate",   "scope",     "entersub", "entereval", "require", "dofile",
    "leaveloop", "enteriter", "unstack",   "lineseq",   "and",      "or",        "redo",    "mapstart",
    "grepstart", "subst",     "substcont", "enterloop", "leavesub", "mapwhile",  "const",   "padav",
    "rv2av",     "padhv",     "rv2hv",     "aslice",    "hslice",   "grepwhile", "sort",    "values",
    "pushmark",  "stub",      "aassign",   "undef",     "join",
};

static inline void put(char *object, size_t offset, uint64_t value, size_t bytes) {
    memcpy(object + offset, &value, bytes);
}

static inline void put_pointer(char *object, size_t offset, const void *pointer) {
    memcpy(object + offset, &pointer, sizeof pointer);
}

static inline char *new_object(void) {
    assert_in_range(perl.used, 0, OBJECTS - 1);
    return perl.objects[perl.used++];
}

/* Contexts are pushed to the newest of these. */
static inline void push_stackinfo(int type) {
    char *stackinfo = new_object();
    assert_in_range(perl.stackinfos, 0, 3);
    perl.contexts = perl.context_memory[perl.stackinfos++];
    put_pointer(stackinfo, PERL_STACKINFO_CONTEXTS, perl.contexts);
    put_pointer(stackinfo, PERL_STACKINFO_PREVIOUS, perl.stackinfo);
    put(stackinfo, PERL_STACKINFO_TOP, (uint32_t)-1, 4);
    put(stackinfo, PERL_STACKINFO_LIMIT, CONTEXTS, 4);
    put(stackinfo, perl.reader.layout->stackinfo_type, (uint32_t)type, 4);
    perl.stackinfo = stackinfo;
    perl.thread.stackinfo = stackinfo;
    perl.top = -1;
}

static inline char *push_context(int type, const void *cop) {
    char *context = perl.contexts + (size_t)perl.reader.layout->context_bytes * (size_t)++perl.top;
    put(context, 0, (uint64_t)type, 1);
    put_pointer(context, PERL_CONTEXT_OLD_COP, cop);
    put(perl.stackinfo, PERL_STACKINFO_TOP, (uint32_t)perl.top, 4);
    return context;
}

static inline void start(int minor) {
    memset(&perl, 0, sizeof perl);
    perl.reader.layout = perl_layout(minor);
    perl.reader.threaded = true;
    assert_non_null(perl.reader.layout);
    assert_true(perl_op_types_find(minor, op_names, COUNT_OF(op_names), &perl.reader.types));
    perl.thread.savestack = perl.savestack;
    perl.thread.savestack_limit = COUNT_OF(perl.savestack);
    push_stackinfo(1);
}

#define FOR_EACH_VERSION for (int minor = FIRST_MINOR; minor <= LAST_MINOR && (start(minor), 1); minor += 2)

static inline char *new_op(enum op_number type) {
    char *op = new_object();
    put(op, PERL_OP_TYPE, type, 2);
    return op;
}

static inline char *new_cop(uint32_t line) {
    char *cop = new_op(OP_NEXTSTATE);
    put(cop, PERL_COP_LINE, line, 4);
    put_pointer(cop, PERL_COP_FILE, "app.pl");
    put(cop, PERL_COP_SEQUENCE, 7, 4);
    return cop;
}

#endif
