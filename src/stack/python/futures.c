#include "futures.h"

#include "stack/host_memory.h"

/*
 * offsetof() on FutureObj, PyCFunctionObject, TaskStepMethWrapper, PyFunctionObject, PyMethodObject,
 * PyCellObject, partialobject, PyTupleObject, PyListObject, dequeobject and its block of CPython 3.11 to
 * 3.13, x86-64.
 */
enum {
    FUTURE_CALLBACK = 24,
    FUTURE_MORE_CALLBACKS = 40,
    BUILTIN_SELF = 24,
    STEP_TASK = 16,
    FUNCTION_NAME = 40, /* the qualified one */
    FUNCTION_CLOSURE = 72,
    METHOD_FUNCTION = 16,
    METHOD_SELF = 24,
    CELL_CONTENT = 16,
    PARTIAL_ARGUMENTS = 24,
    SEQUENCE_COUNT = 16,
    SEQUENCE_ITEMS = 24,
    DEQUE_BLOCK = 24, /* the first one */
    DEQUE_FIRST = 40, /* the number of the first item in it */
    BLOCK_ITEMS = 8,
    ITEMS_OF_BLOCK = 64,
};

enum {
    TASK_WORDS = 40,     /* in which the task's coroutine is looked for */
    MOST_FUTURES = 4,    /* that lead to each other; each one more costs all its callbacks */
    MOST_CALLBACKS = 4,  /* of one future */
    MOST_VARIABLES = 16, /* of one function, and attributes of its object */
    MOST_WAITERS = 8,    /* tasks that wait for each other */
    MOST_GETTERS = 4,    /* who wait for a queue */
};

/*
 * The module's state: types that were found by their names, as they come by; and where a task keeps its
 * coroutine, which differs from version to version and is found once. All of it may be found twice.
 */
static const void *future_type;
static const void *task_type;
static const void *step_type;
static const void *partial_type;
static const void *deque_type;
static uint32_t coroutine_in_task;

/* ---- what an object is ---- */

static bool is_task(const struct python_futures *futures, const void *object, enum python_ownership whose) {
    const void *type = owned_type(whose, futures->layout, object);
    return FOREIGN_IS_TYPE(task_type, type, "_asyncio.Task");
}

bool python_futures_is_future(const struct python_futures *futures, const void *object,
                              enum python_ownership whose) {
    const void *type = owned_type(whose, futures->layout, object);
    if (FOREIGN_IS_TYPE(future_type, type, "_asyncio.Future"))
        return true;
    const void *base = type ? owned_word(whose, type, FOREIGN_TYPE_BASE) : NULL;
    return base && FOREIGN_IS_TYPE(future_type, base, "_asyncio.Future") && !is_task(futures, object, whose);
}

/* Where a callback of this type keeps the task that it goes on with; 0: in none of its words. */
static size_t task_in_callback(const struct python_futures *futures, const void *type) {
    if (type && type == futures->types->builtin)
        return BUILTIN_SELF;
    const bool is_step = FOREIGN_IS_TYPE(step_type, type, "TaskStepMethWrapper") /* 3.11 */ ||
                         FOREIGN_IS_TYPE(step_type, type, "_asyncio.TaskStepMethWrapper");
    return is_step ? STEP_TASK : 0;
}

const void *python_futures_task_of_callback(const struct python_futures *futures, const void *callback,
                                            enum python_ownership whose) {
    const size_t at = task_in_callback(futures, owned_type(whose, futures->layout, callback));
    const void *task = at ? owned_word(whose, callback, at) : NULL;
    return task && is_task(futures, task, whose) ? task : NULL;
}

static const void *find_coroutine(const struct python_futures *futures, const void *task,
                                  enum python_ownership whose) {
    const void *words[TASK_WORDS];
    const uint32_t known = __atomic_load_n(&coroutine_in_task, __ATOMIC_RELAXED);
    if (known)
        return owned_word(whose, task, known * sizeof(void *));
    if (!foreign_copy(words, task, sizeof words))
        return NULL;
    for (uint32_t i = 2; i < TASK_WORDS; i++) {
        if (!words[i] || foreign_type(futures->layout, words[i]) != futures->types->coroutine)
            continue;
        __atomic_store_n(&coroutine_in_task, i, __ATOMIC_RELAXED);
        return words[i];
    }
    return NULL;
}

const void *python_futures_coroutine(const struct python_futures *futures, const void *task,
                                     enum python_ownership whose) {
    const void *coroutine = find_coroutine(futures, task, whose);
    const uint32_t known = __atomic_load_n(&coroutine_in_task, __ATOMIC_RELAXED);
    if (coroutine)
        foreign_proof_add(futures->proof, task, known * sizeof(void *), (uintptr_t)coroutine);
    return coroutine;
}

/* ---- who waits ---- */

/*
 * A search for it: futures that lead to each other, the first of them the one that is asked for. What its
 * callbacks refer to by a variable or an attribute is others' to let go of, while the thread is in its
 * statement without the interpreter's lock: only the first future, its callbacks, and what of those cannot be
 * changed (the cells of a closure, the arguments of a partial) are kept by who keeps the first.
 */
struct search {
    const struct python_futures *futures;
    enum python_ownership whose; /* of the future whose callbacks are looked at */
    uint32_t count;
    const void *found[MOST_FUTURES];
};

static void add_if_future(struct search *search, const void *object) {
    if (!object || search->count == MOST_FUTURES ||
        !python_futures_is_future(search->futures, object, PYTHON_OTHERS))
        return;
    for (uint32_t i = 0; i < search->count; i++)
        if (search->found[i] == object)
            return;
    search->found[search->count++] = object;
}

/* The first items of a tuple. Returns how many. */
static uint32_t tuple_items(const struct search *search, const void *tuple, const void **items) {
    const uintptr_t count = (uintptr_t)owned_word(search->whose, tuple, SEQUENCE_COUNT);
    const uint32_t kept = count < MOST_VARIABLES ? (uint32_t)count : MOST_VARIABLES;
    if (!kept ||
        !owned_copy(search->whose, items, (const char *)tuple + SEQUENCE_ITEMS, kept * sizeof *items))
        return 0;
    return kept;
}

static size_t attributes_of(const struct search *search, const void *object, const void **values) {
    if (!object || !search->futures->names)
        return 0;
    return python_names_instance_values(search->futures->names, object, values, MOST_VARIABLES);
}

/* The first ones of the futures in a deque; anything else has none. */
static void look_at_deque(struct search *search, const void *object) {
    const void *type = foreign_type(search->futures->layout, object);
    if (!FOREIGN_IS_TYPE(deque_type, type, "collections.deque"))
        return;
    const void *block = foreign_word(object, DEQUE_BLOCK);
    const uintptr_t count = (uintptr_t)foreign_word(object, SEQUENCE_COUNT);
    const uintptr_t first = (uintptr_t)foreign_word(object, DEQUE_FIRST);
    for (uintptr_t i = 0; i < count && i < MOST_GETTERS && first + i < ITEMS_OF_BLOCK; i++)
        add_if_future(search, foreign_word(block, BLOCK_ITEMS + (first + i) * sizeof(void *)));
}

/* Those who wait for the next item of a queue; what is none has no deques. */
static void look_at_queue(struct search *search, const void *object) {
    const void *values[MOST_VARIABLES];
    const size_t count = attributes_of(search, object, values);
    for (size_t i = 0; i < count; i++)
        look_at_deque(search, values[i]);
}

/*
 * What as_completed() calls puts what is done into a queue, which its caller waits for. Any other queue may
 * be a program's own: whoever takes from it takes messages.
 */
static bool is_of_as_completed(const struct search *search, const void *function) {
    static const char until_3_12[] = "as_completed.<locals>.";
    static const char since_3_13[] = "_AsCompletedIterator.";
    char name[sizeof until_3_12 * 8];
    const void *text = owned_word(search->whose, function, FUNCTION_NAME);
    const size_t length =
        search->futures->names ? python_names_copy_text(search->futures->names, text, name, sizeof name) : 0;
    return (length >= sizeof until_3_12 && memcmp(name, until_3_12, sizeof until_3_12 - 1) == 0) ||
           (length >= sizeof since_3_13 && memcmp(name, since_3_13, sizeof since_3_13 - 1) == 0);
}

static void look_at_attributes(struct search *search, const void *object) {
    const void *values[MOST_VARIABLES];
    const size_t count = attributes_of(search, object, values);
    for (size_t i = 0; i < count; i++)
        add_if_future(search, values[i]);
}

static void look_at_queues(struct search *search, const void *const *objects, size_t count) {
    const uint32_t before = search->count;
    for (size_t i = 0; i < count && search->count == before; i++)
        look_at_queue(search, objects[i]);
}

static void look_at_method(struct search *search, const void *method) {
    const void *values[MOST_VARIABLES];
    const void *self = owned_word(search->whose, method, METHOD_SELF);
    foreign_proof_add(search->futures->proof, method, METHOD_SELF, (uintptr_t)self);
    if (is_of_as_completed(search, owned_word(search->whose, method, METHOD_FUNCTION)))
        look_at_queues(search, values, attributes_of(search, self, values));
    else
        look_at_attributes(search, self);
}

/* The variables of the functions around it or, where none is a future, the attributes of what they hold. */
static void look_at_closure(struct search *search, const void *function) {
    const void *variables[MOST_VARIABLES];
    const void *closure = owned_word(search->whose, function, FUNCTION_CLOSURE);
    const uint32_t count = closure ? tuple_items(search, closure, variables) : 0;
    const uint32_t before = search->count;
    for (uint32_t i = 0; i < count; i++) {
        const void *type = owned_type(search->whose, search->futures->layout, variables[i]);
        const bool is_cell = type && type == search->futures->types->cell;
        variables[i] = is_cell ? owned_word(search->whose, variables[i], CELL_CONTENT) : NULL;
        add_if_future(search, variables[i]);
    }
    if (count && search->count == before && is_of_as_completed(search, function))
        look_at_queues(search, variables, count);
    for (uint32_t i = 0; i < count && search->count == before; i++)
        look_at_attributes(search, variables[i]);
}

static void look_at_callback(struct search *search, const void *callback) {
    const struct python_awaiting_types *types = search->futures->types;
    const void *type = owned_type(search->whose, search->futures->layout, callback);
    if (!type || type == types->builtin)
        return;
    if (type == types->function)
        look_at_closure(search, callback);
    else if (type == types->method)
        look_at_method(search, callback);
    else if (FOREIGN_IS_TYPE(partial_type, type, "functools.partial")) {
        const void *arguments[MOST_VARIABLES];
        const void *tuple = owned_word(search->whose, callback, PARTIAL_ARGUMENTS);
        const uint32_t count = tuple ? tuple_items(search, tuple, arguments) : 0;
        foreign_proof_add(search->futures->proof, callback, PARTIAL_ARGUMENTS, (uintptr_t)tuple);
        for (uint32_t i = 0; i < count; i++)
            add_if_future(search, arguments[i]);
    }
}

/*
 * Further callbacks are pairs of a function and its context, in a list; the first has places of its own. One
 * that is removed while another is added leaves as many: which ones they were is proved, too.
 */
static const void *callback_at(const struct search *search, const void *future, uint32_t number) {
    if (!number)
        return owned_word(search->whose, future, FUTURE_CALLBACK);
    const void *list = owned_word(search->whose, future, FUTURE_MORE_CALLBACKS);
    if (!list || (uintptr_t)owned_word(search->whose, list, SEQUENCE_COUNT) < number)
        return NULL;
    const void *items = owned_word(search->whose, list, SEQUENCE_ITEMS);
    const void *pair = owned_word(search->whose, items, (number - 1) * sizeof(void *));
    const void *callback = owned_word(search->whose, pair, SEQUENCE_ITEMS);
    if (!callback)
        return NULL;
    if (number == 1)
        foreign_proof_add(search->futures->proof, list, SEQUENCE_ITEMS, (uintptr_t)items);
    foreign_proof_add(search->futures->proof, items, (number - 1) * sizeof(void *), (uintptr_t)pair);
    foreign_proof_add(search->futures->proof, pair, SEQUENCE_ITEMS, (uintptr_t)callback);
    return callback;
}

/* What a future calls once it is done may come to be more, or others. */
static void prove_callbacks(const struct search *search, const void *future) {
    struct foreign_proof *proof = search->futures->proof;
    if (!proof)
        return;
    const void *list = owned_word(search->whose, future, FUTURE_MORE_CALLBACKS);
    foreign_proof_add(proof, future, FUTURE_CALLBACK,
                      (uintptr_t)owned_word(search->whose, future, FUTURE_CALLBACK));
    foreign_proof_add(proof, future, FUTURE_MORE_CALLBACKS, (uintptr_t)list);
    if (list)
        foreign_proof_add(proof, list, SEQUENCE_COUNT,
                          (uintptr_t)owned_word(search->whose, list, SEQUENCE_COUNT));
}

/*
 * Tasks come and go, and with them the callbacks made for each, at the same addresses: one that lies where
 * another lay may be for another task, while who waited then waits for something else by now.
 */
static void prove_task(const struct search *search, const void *callback, const void *task) {
    const void *type = owned_type(search->whose, search->futures->layout, callback);
    foreign_proof_add(search->futures->proof, callback, task_in_callback(search->futures, type),
                      (uintptr_t)task);
}

/* The task that waits for this one itself; otherwise what its callbacks lead to is noted. */
static const void *look_at_future(struct search *search, const void *future) {
    prove_callbacks(search, future);
    for (uint32_t i = 0; i < MOST_CALLBACKS; i++) {
        const void *callback = callback_at(search, future, i);
        const void *task = python_futures_task_of_callback(search->futures, callback, search->whose);
        if (task) {
            prove_task(search, callback, task);
            return task;
        }
        if (callback)
            look_at_callback(search, callback);
    }
    return NULL;
}

struct python_waiter python_futures_waiter(const struct python_futures *futures, const void *future,
                                           enum python_ownership whose) {
    struct search search = {.futures = futures, .whose = whose, .count = 1, .found = {future}};
    for (uint32_t i = 0; i < search.count; i++) {
        const void *task = look_at_future(&search, search.found[i]);
        search.whose = PYTHON_OTHERS;
        if (task)
            return (struct python_waiter){.task = task, .of_several = i > 0};
    }
    return (struct python_waiter){.task = NULL};
}

/* What waits goes on where the waiting task stands. */
uint32_t python_futures_walk_waiters(const struct python_futures *futures, const void *task,
                                     enum python_ownership whose, struct runtime_frame *frames,
                                     uint32_t capacity) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < MOST_WAITERS; i++) {
        const struct python_waiter waiter = python_futures_waiter(futures, task, whose);
        whose = waiter.of_several ? PYTHON_OTHERS : whose;
        const void *coroutine = waiter.task ? python_futures_coroutine(futures, waiter.task, whose) : NULL;
        const uint32_t added = coroutine
                                   ? python_coroutines_walk(futures->layout, futures->types, coroutine, whose,
                                                            frames + count, capacity - count, futures->proof)
                                   : 0;
        if (!added)
            break;
        if (waiter.of_several)
            frames[count].check |= RUNTIME_FRAME_TASKS;
        count += added;
        task = waiter.task;
    }
    return count;
}
