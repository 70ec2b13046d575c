#include "rows.h"

#include "shim/recorder/values.h"

struct row_context {
    const struct postgresql_functions *libpq;
    const PGresult *result;
    int row;
};

static uint64_t column_value(const void *context, uint32_t column) {
    const struct row_context *at = context;
    const struct postgresql_functions *libpq = at->libpq;
    const int field = (int)column;
    if (libpq->PQgetisnull(at->result, at->row, field))
        return 0;
    const char *value = libpq->PQgetvalue(at->result, at->row, field);
    const size_t length = (size_t)libpq->PQgetlength(at->result, at->row, field);
    if (libpq->PQfformat(at->result, field) != 0)
        return value_of_binary(value, length, libpq->PQftype(at->result, field));
    return value_of_text(value, length);
}

static const char *column_name(const void *context, uint32_t column) {
    const struct row_context *at = context;
    return at->libpq->PQfname ? at->libpq->PQfname(at->result, (int)column) : NULL;
}

static bool can_read(const struct postgresql_functions *libpq) {
    return libpq->PQnfields && libpq->PQftype && libpq->PQfformat && libpq->PQgetvalue &&
           libpq->PQgetlength && libpq->PQgetisnull;
}

void postgresql_keep_rows(const struct library *library, struct thread_record *thread_record,
                          struct site_state *state, struct result_rows *rows, const PGresult *result) {
    struct row_context at = {.libpq = &library->postgresql, .result = result};
    if (!can_read(at.libpq))
        return;
    const int saved = errno;
    const int count = at.libpq->PQntuples(result);
    const struct result_source source = {.columns = (uint32_t)at.libpq->PQnfields(result),
                                         .value = column_value,
                                         .name = column_name,
                                         .context = &at};
    for (; at.row < count && !rows->declined; at.row++)
        if (results_wants_row(&state->results, rows))
            results_add_row(thread_record, state, rows, &source);
    errno = saved;
}
