#include "parameters.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Joined sets may hold more hashes than a record does, as long as joining them stays quick. */
enum { MOST_HASHES = 4096, RANKS = 32 - LOOPLINE_PARAMETER_REGISTER_BITS + 2 };

/* ---- one set ----------------------------------------------------------------------------------------------
 */

static void raise_registers(uint8_t *registers, const uint32_t *hashes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint8_t *place = &registers[loopline_parameter_register(hashes[i])];
        const uint8_t rank = loopline_parameter_rank(hashes[i]);
        *place = rank > *place ? rank : *place;
    }
}

static void use_registers(struct pool *pool, struct parameter_set *set) {
    if (set->registers)
        return;
    set->registers = pool_allocate(pool, LOOPLINE_PARAMETER_REGISTERS, 1);
    raise_registers(set->registers, set->hashes, set->count);
    set->hashes = NULL;
    set->count = 0;
}

/* `hashes`: ascending, each once. */
static void add_hashes(struct pool *pool, struct parameter_set *set, const uint32_t *hashes, size_t count) {
    if (set->count + count > MOST_HASHES)
        use_registers(pool, set);
    if (set->registers) {
        raise_registers(set->registers, hashes, count);
        return;
    }
    uint32_t *both = pool_allocate(pool, set->count + count, sizeof(*both));
    size_t written = 0;
    for (size_t left = 0, right = 0; left < set->count || right < count;) {
        const bool takes_left = right == count || (left < set->count && set->hashes[left] <= hashes[right]);
        const uint32_t hash = takes_left ? set->hashes[left++] : hashes[right++];
        if (!written || both[written - 1] != hash)
            both[written++] = hash;
    }
    set->hashes = both;
    set->count = written;
}

static void add_registers(struct pool *pool, struct parameter_set *set, const uint8_t *registers) {
    use_registers(pool, set);
    for (size_t i = 0; i < LOOPLINE_PARAMETER_REGISTERS; i++)
        set->registers[i] = registers[i] > set->registers[i] ? registers[i] : set->registers[i];
}

/* ---- sets -------------------------------------------------------------------------------------------------
 */

static struct parameter_set *set_of_key(struct pool *pool, struct parameter_sets *sets, uint64_t key) {
    for (size_t i = 0; i < sets->count; i++) {
        if (sets->sets[i].key == key)
            return &sets->sets[i];
    }
    sets->sets = pool_grow(pool, sets->sets, sets->count, &sets->capacity, sizeof(*sets->sets));
    sets->sets[sets->count] = (struct parameter_set){.key = key};
    return &sets->sets[sets->count++];
}

static int ascending(const void *left, const void *right) {
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

void parameter_sets_add_record(struct pool *pool, struct parameter_sets *sets, uint64_t key,
                               const struct loopline_parameters *record) {
    const size_t bytes = record->record.bytes - sizeof(*record);
    if (record->state == LOOPLINE_PARAMETERS_REGISTERS && bytes >= LOOPLINE_PARAMETER_REGISTERS)
        add_registers(pool, set_of_key(pool, sets, key), (const uint8_t *)record->words);
    if (record->state != LOOPLINE_PARAMETERS_HASHES)
        return;
    struct pool scratch = {0};
    uint32_t *hashes = pool_allocate(&scratch, bytes / sizeof(*hashes), sizeof(*hashes));
    size_t count = 0;
    for (size_t i = 0; i < bytes / sizeof(*hashes); i++) {
        if (record->words[i])
            hashes[count++] = record->words[i];
    }
    if (count > 1)
        qsort(hashes, count, sizeof(*hashes), ascending);
    if (count)
        add_hashes(pool, set_of_key(pool, sets, key), hashes, count);
    pool_free(&scratch);
}

void parameter_sets_join(struct pool *pool, struct parameter_sets *sets, const struct parameter_sets *other) {
    for (size_t i = 0; i < other->count; i++) {
        const struct parameter_set *from = &other->sets[i];
        struct parameter_set *to = set_of_key(pool, sets, from->key);
        if (from->registers)
            add_registers(pool, to, from->registers);
        else
            add_hashes(pool, to, from->hashes, from->count);
    }
}

/* ---- counting ---------------------------------------------------------------------------------------------
 *
 * The estimate of Otmar Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017),
 * algorithm 6: it needs no correction for small or large sets.
 */

static double sigma(double x) {
    double y = 1;
    double sum = x;
    double before;
    if (x >= 1)
        return INFINITY;
    do {
        x *= x;
        before = sum;
        sum += x * y;
        y += y;
    } while (sum > before);
    return sum;
}

static double tau(double x) {
    double y = 1;
    double sum = 1 - x;
    double before;
    if (x <= 0 || x >= 1)
        return 0;
    do {
        x = sqrt(x);
        before = sum;
        y *= 0.5;
        sum -= (1 - x) * (1 - x) * y;
    } while (sum < before);
    return sum / 3;
}

static uint64_t estimate(const uint8_t *registers) {
    const double m = LOOPLINE_PARAMETER_REGISTERS;
    const size_t last = RANKS - 1;
    double counts[RANKS] = {0};
    for (size_t i = 0; i < LOOPLINE_PARAMETER_REGISTERS; i++)
        counts[registers[i] < last ? registers[i] : last]++;
    double sum = m * tau(1 - counts[last] / m);
    for (size_t rank = last - 1; rank > 0; rank--)
        sum = 0.5 * (sum + counts[rank]);
    sum += m * sigma(counts[0] / m);
    return (uint64_t)llround(m * m / (2 * log(2) * sum));
}

uint64_t parameter_sets_count(const struct parameter_sets *sets) {
    uint64_t most = 0;
    for (size_t i = 0; i < sets->count; i++) {
        const struct parameter_set *set = &sets->sets[i];
        const uint64_t count = set->registers ? estimate(set->registers) : set->count;
        most = count > most ? count : most;
    }
    return most;
}
