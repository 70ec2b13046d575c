#include "answers.h"

#include "sql/normalize.h"
#include "thread_record.h"

/* What so many executions were answered is compared, and later that of one in so many: to read a row costs
 * more than to count it. */
enum { COMPARED_ALL = 256, COMPARED_LATER = 16 };

static uint64_t join(uint64_t left, uint64_t right) {
    const uint64_t mixed = (left ^ (left >> 29)) * 0xbf58476d1ce4e5b9ull + right;
    return (mixed ^ (mixed >> 32)) * 0x94d049bb133111ebull;
}

/* The latest execution is over. Rows that came and could not be read say nothing. */
static void compare(struct site_state *state) {
    struct site_answers *answers = &state->answers;
    const uint64_t rows = state->site->rows - state->rows_before;
    if (!state->results.wants_first_row || (rows && !answers->has_first_row))
        return;
    const uint64_t answer = join(answers->first_row, rows);
    if (answers->kept[answers->latest].answered)
        counter_add(answers->kept[answers->latest].answer == answer ? &state->site->same_answers
                                                                    : &state->site->changed_answers,
                    1);
    answers->kept[answers->latest].answer = answer;
    answers->kept[answers->latest].answered = true;
}

/* Where the tuple is kept; ANSWERS_KEPT: it is not. */
static uint32_t find_tuple(const struct site_answers *answers, uint64_t tuple) {
    for (uint32_t place = 0; place < ANSWERS_KEPT; place++)
        if (answers->kept[place].tuple == tuple)
            return place;
    return ANSWERS_KEPT;
}

void answers_begin(struct site_state *state, const struct execution_facts *facts) {
    struct site_answers *answers = &state->answers;
    if (state->statement_class != SQL_READ)
        return;
    compare(state);
    const uint64_t calls = state->site->calls;
    const uint64_t tuple = facts->parameters | 1; /* 0: free */
    const uint32_t found = find_tuple(answers, tuple);
    const bool again = found < ANSWERS_KEPT;
    const uint32_t place = again ? found : answers->next;
    state->results.wants_first_row = again && (calls < COMPARED_ALL || calls % COMPARED_LATER == 0);
    answers->latest = place;
    answers->first_row = 0;
    answers->has_first_row = false;
    if (again)
        return;
    answers->next = (place + 1) % ANSWERS_KEPT;
    answers->kept[place].tuple = tuple;
    answers->kept[place].answered = false;
}

void answers_note_row(struct site_state *state, const struct result_source *source) {
    struct site_answers *answers = &state->answers;
    if (!state->results.wants_first_row || answers->has_first_row)
        return;
    for (uint32_t i = 0; i < source->columns && i < RESULT_COLUMNS; i++)
        answers->first_row = join(answers->first_row, source->value(source->context, i));
    answers->has_first_row = true;
}
