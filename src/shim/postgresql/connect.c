/*
 * Opening and closing connections. Whoever is waited for meanwhile (a name server) is no boundary.
 */
#include "capture/writer/boundary.h"
#include "connection_records.h"
#include "connections.h"
#include "shim/process/hook.h"
#include "shim/waits/descriptors.h"

static void note_socket(const PGconn *handle, const struct library *library) {
    if (process_is_enabled() && library->postgresql.PQsocket)
        descriptor_note(library->postgresql.PQsocket(handle), DESCRIPTOR_DATABASE);
}

static PGconn *opened(PGconn *handle, const struct library *library, struct boundaries before) {
    boundaries = before;
    postgresql_connection_opened(handle, library);
    note_socket(handle, library);
    return handle;
}

HOOK PGconn *PQconnectdb(const char *description) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_POSTGRESQL, __func__, CALLER);
    const struct boundaries before = boundaries;
    return library ? opened(library->postgresql.PQconnectdb(description), library, before) : NULL;
}

HOOK PGconn *PQconnectdbParams(const char *const *keywords, const char *const *values, int expand) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_POSTGRESQL, __func__, CALLER);
    const struct boundaries before = boundaries;
    if (!library)
        return NULL;
    return opened(library->postgresql.PQconnectdbParams(keywords, values, expand), library, before);
}

HOOK PGconn *PQsetdbLogin(const char *host, const char *port, const char *options, const char *tty,
                          const char *database, const char *user, const char *password) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_POSTGRESQL, __func__, CALLER);
    const struct boundaries before = boundaries;
    if (!library)
        return NULL;
    return opened(library->postgresql.PQsetdbLogin(host, port, options, tty, database, user, password),
                  library, before);
}

HOOK PGconn *PQconnectStart(const char *description) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_POSTGRESQL, __func__, CALLER);
    const struct boundaries before = boundaries;
    return library ? opened(library->postgresql.PQconnectStart(description), library, before) : NULL;
}

HOOK PGconn *PQconnectStartParams(const char *const *keywords, const char *const *values, int expand) {
    const struct library *library = libraries_for_caller(LOOPLINE_DRIVER_POSTGRESQL, __func__, CALLER);
    const struct boundaries before = boundaries;
    if (!library)
        return NULL;
    return opened(library->postgresql.PQconnectStartParams(keywords, values, expand), library, before);
}

HOOK void PQreset(PGconn *handle) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    const struct boundaries before = boundaries;
    postgresql_connection_reset(handle);
    if (!library)
        return;
    library->postgresql.PQreset(handle);
    boundaries = before;
    note_socket(handle, library);
}

HOOK int PQresetStart(PGconn *handle) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    const struct boundaries before = boundaries;
    postgresql_connection_reset(handle);
    const int started = library ? library->postgresql.PQresetStart(handle) : 0;
    boundaries = before;
    return started;
}

HOOK void PQfinish(PGconn *handle) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    struct postgresql_connection *connection = postgresql_connection_known(handle);
    if (connection)
        connection_record_close(connection);
    postgresql_connection_closed(handle);
    if (library)
        library->postgresql.PQfinish(handle);
}

/* Whoever waits for a connection by itself has to ask for its descriptor, which changes as it connects. */
HOOK int PQsocket(const PGconn *handle) {
    const struct library *library = postgresql_library_of(handle, __func__, CALLER);
    const int descriptor = library ? library->postgresql.PQsocket(handle) : -1;
    descriptor_note(descriptor, DESCRIPTOR_DATABASE);
    return descriptor;
}
