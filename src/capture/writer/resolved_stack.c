#include "resolved_stack.h"

#include "host/own_stack.h"
#include "host/scratch.h"
#include "recording.h"
#include "recording_records.h"

static struct scratch_pool whole_stacks = {.bytes = sizeof(struct walked_stack)};

/* A walk of a whole stack, and where it begins. */
struct whole_walk {
    struct walked_stack *stack;
    uintptr_t frame;
};

static void walk_apart(void *context) {
    const struct whole_walk *walk = context;
    stack_walk_whole(walk->stack, walk->frame);
}

struct walked_stack *resolved_stack_whole(uintptr_t frame) {
    struct whole_walk walk = {scratch_take(&whole_stacks), frame};
    if (walk.stack)
        own_stack_run(walk_apart, &walk);
    return walk.stack;
}

void resolved_stack_done(struct walked_stack *whole) {
    scratch_give_back(&whole_stacks, whole);
}

/* Raw addresses to module and offset. False where an address lies in no object that the map knows. */
static bool resolve_native(struct thread_record *thread_record, const struct walked_stack *walked,
                           uint32_t *count) {
    const struct module_map *map = &thread_record->recording->modules;
    bool all_known = true;
    *count = 0;
    for (uint32_t i = 0; i < walked->native_count; i++) {
        const uintptr_t address = (uintptr_t)walked->words[i];
        /* A return address may lie just behind its function, even behind the object: look at the call. */
        const struct module_range *range = module_map_find(map, address - 1);
        if (range && range->id == MODULE_SHIM)
            continue;
        all_known = all_known && range;
        thread_record->recording->resolved[(*count)++] =
            (struct loopline_frame){.kind = LOOPLINE_FRAME_NATIVE,
                                    .owner = range ? range->id : 0,
                                    .position = range && range->id ? address - range->bias : 0};
    }
    return all_known;
}

static uint64_t marks_of(const struct runtime_frame *frame) {
    return (frame->check & RUNTIME_FRAME_ENTRY ? LOOPLINE_FRAME_ENTRY : 0) |
           (frame->check & RUNTIME_FRAME_TASKS ? LOOPLINE_FRAME_TASKS : 0) |
           (frame->check & RUNTIME_FRAME_SPAWNS ? LOOPLINE_FRAME_SPAWNS : 0) |
           (frame->check & RUNTIME_FRAME_LINE ? LOOPLINE_FRAME_LINE : 0) |
           (frame->check & RUNTIME_FRAME_TAKES ? LOOPLINE_FRAME_TAKES : 0);
}

/* The interpreter's frames behind the native ones; a code object that cannot be kept has the id 0. */
static void resolve_runtime(struct thread_record *thread_record, struct walked_stack *walked,
                            uint32_t *count) {
    struct recording *recording = thread_record->recording;
    const struct runtime_frame *frames = walked_runtime_frames(walked);
    for (uint32_t i = 0; i < walked->runtime_count; i++) {
        const uint32_t id = code_table_add(&recording->codes, walked->runtime, &frames[i], i,
                                           &recording->code, &recording->shared, &recording->file);
        if (id == CODE_LEFT_OUT)
            continue;
        const uint32_t instruction =
            id ? code_table_instruction(walked->runtime, &frames[i]) : frames[i].instruction;
        thread_record->recording->resolved[(*count)++] = (struct loopline_frame){
            .kind = LOOPLINE_FRAME_CODE, .owner = id, .position = instruction | marks_of(&frames[i])};
    }
}

static void walk_again_apart(void *context) {
    struct walked_stack *walked = context;
    walked->runtime_count = runtimes_walk(walked->runtime, walked_runtime_frames(walked), STACK_FRAME_LIMIT);
}

void resolved_stack_prepare(struct walked_stack *walked) {
    struct runtime_identity identity;
    if (!walked->runtime_count)
        return;
    const struct runtime *runtime = runtimes_get(walked->runtime, &identity);
    /* Frames that were recognised by words of the runtime's stay what they were. */
    if (runtime->prepare && runtime->prepare(walked_runtime_frames(walked), walked->runtime_count) &&
        walked->words == walked->own)
        own_stack_run(walk_again_apart, walked);
}

static void note_runtimes(struct recording *recording) {
    for (uint32_t i = 0; i < runtimes_count(); i++)
        code_table_note_runtime(&recording->codes, i, &recording->modules, &recording->shared,
                                &recording->file);
}

/* Objects were loaded since: an interpreter may be among them. */
static __attribute__((noinline)) void adopt_loaded_objects(struct recording *recording, uint32_t generation) {
    runtimes_detect();
    struct module_snapshot *snapshot = module_snapshot_take(recording->file.header->executable);
    if (!snapshot)
        return;
    recording_lock(recording);
    module_map_adopt(&recording->modules, snapshot, generation, &recording->shared, &recording->file);
    recording_unlock(recording);
    module_snapshot_free(snapshot);
}

uint32_t resolved_stack_lock(struct thread_record *thread_record, struct walked_stack *walked,
                             uint32_t generation) {
    struct recording *recording = thread_record->recording;
    uint32_t frame_count = 0;
    recording_lock(recording);
    if (recording->modules.generation != generation || !resolve_native(thread_record, walked, &frame_count)) {
        recording_unlock(recording);
        adopt_loaded_objects(recording, generation);
        recording_lock(recording);
        resolve_native(thread_record, walked, &frame_count);
    }
    resolve_runtime(thread_record, walked, &frame_count);
    note_runtimes(recording);
    return frame_count;
}

uint32_t resolved_stack_reduce(struct thread_record *thread_record, uint32_t frame_count) {
    const struct code_table *codes = &thread_record->recording->codes;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < frame_count; i++) {
        struct loopline_frame frame = thread_record->recording->resolved[i];
        if (frame.kind == LOOPLINE_FRAME_NATIVE && code_table_has_engine(codes, frame.owner))
            continue;
        if (frame.kind == LOOPLINE_FRAME_CODE)
            frame.position &= ~LOOPLINE_FRAME_ENTRY;
        thread_record->recording->reduced[kept++] = frame;
    }
    return kept;
}

uint32_t resolved_stack_add(struct thread_record *thread_record, const struct walked_stack *walked,
                            uint32_t frame_count, struct stack_origin origin) {
    struct recording *recording = thread_record->recording;
    const struct stack_content content = {.frames = thread_record->recording->resolved,
                                          .frame_count = frame_count,
                                          .flags = walked_is_truncated(walked) ? LOOPLINE_STACK_TRUNCATED : 0,
                                          .origin = origin};
    return stack_table_add(&recording->stacks, &recording->shared, &recording->file, &content);
}
