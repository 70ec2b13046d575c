/*
 * All hooked database functions: the tables in C and the thunks in assembler are generated from these lists.
 * A hook is a line here and a function of that name. (A list macro, because the assembler reads it too.)
 */
#ifndef LOOPLINE_SHIM_LOADER_HOOK_LIST_H
#define LOOPLINE_SHIM_LOADER_HOOK_LIST_H

#define SQLITE_HOOKS(HOOK)       \
    HOOK(sqlite3_open)           \
    HOOK(sqlite3_open16)         \
    HOOK(sqlite3_open_v2)        \
    HOOK(sqlite3_close)          \
    HOOK(sqlite3_close_v2)       \
    HOOK(sqlite3_exec)           \
    HOOK(sqlite3_get_table)      \
    HOOK(sqlite3_prepare)        \
    HOOK(sqlite3_prepare_v2)     \
    HOOK(sqlite3_prepare_v3)     \
    HOOK(sqlite3_prepare16)      \
    HOOK(sqlite3_prepare16_v2)   \
    HOOK(sqlite3_prepare16_v3)   \
    HOOK(sqlite3_step)           \
    HOOK(sqlite3_reset)          \
    HOOK(sqlite3_finalize)       \
    HOOK(sqlite3_column_name16)  \
    HOOK(sqlite3_clear_bindings) \
    HOOK(sqlite3_bind_blob)      \
    HOOK(sqlite3_bind_blob64)    \
    HOOK(sqlite3_bind_double)    \
    HOOK(sqlite3_bind_int)       \
    HOOK(sqlite3_bind_int64)     \
    HOOK(sqlite3_bind_null)      \
    HOOK(sqlite3_bind_pointer)   \
    HOOK(sqlite3_bind_text)      \
    HOOK(sqlite3_bind_text16)    \
    HOOK(sqlite3_bind_text64)    \
    HOOK(sqlite3_bind_value)     \
    HOOK(sqlite3_bind_zeroblob)  \
    HOOK(sqlite3_bind_zeroblob64)

#define POSTGRESQL_HOOKS(HOOK)   \
    HOOK(PQconnectdb)            \
    HOOK(PQconnectdbParams)      \
    HOOK(PQsetdbLogin)           \
    HOOK(PQconnectStart)         \
    HOOK(PQconnectStartParams)   \
    HOOK(PQreset)                \
    HOOK(PQresetStart)           \
    HOOK(PQfinish)               \
    HOOK(PQsocket)               \
    HOOK(PQexec)                 \
    HOOK(PQexecParams)           \
    HOOK(PQprepare)              \
    HOOK(PQexecPrepared)         \
    HOOK(PQsendQuery)            \
    HOOK(PQsendQueryParams)      \
    HOOK(PQsendPrepare)          \
    HOOK(PQsendQueryPrepared)    \
    HOOK(PQsendDescribePrepared) \
    HOOK(PQsendDescribePortal)   \
    HOOK(PQsendClosePrepared)    \
    HOOK(PQsendClosePortal)      \
    HOOK(PQgetResult)

/* Library functions that the hooks call but do not replace. */
#define SQLITE_HELPERS(HELPER)     \
    HELPER(sqlite3_sql)            \
    HELPER(sqlite3_db_handle)      \
    HELPER(sqlite3_get_autocommit) \
    HELPER(sqlite3_changes)        \
    HELPER(sqlite3_libversion)     \
    HELPER(sqlite3_value_dup)      \
    HELPER(sqlite3_value_free)     \
    HELPER(sqlite3_value_type)     \
    HELPER(sqlite3_value_int64)    \
    HELPER(sqlite3_value_double)   \
    HELPER(sqlite3_value_blob)     \
    HELPER(sqlite3_value_bytes)    \
    HELPER(sqlite3_value_bytes16)  \
    HELPER(sqlite3_value_text)     \
    HELPER(sqlite3_value_encoding) \
    HELPER(sqlite3_data_count)     \
    HELPER(sqlite3_column_type)    \
    HELPER(sqlite3_column_int64)   \
    HELPER(sqlite3_column_double)  \
    HELPER(sqlite3_column_blob)    \
    HELPER(sqlite3_column_bytes)   \
    HELPER(sqlite3_column_text)    \
    HELPER(sqlite3_column_text16)  \
    HELPER(sqlite3_column_value)   \
    HELPER(sqlite3_column_name)

#define POSTGRESQL_HELPERS(HELPER) \
    HELPER(PQresultStatus)         \
    HELPER(PQntuples)              \
    HELPER(PQcmdTuples)            \
    HELPER(PQnfields)              \
    HELPER(PQfname)                \
    HELPER(PQftype)                \
    HELPER(PQfformat)              \
    HELPER(PQgetvalue)             \
    HELPER(PQgetlength)            \
    HELPER(PQgetisnull)            \
    HELPER(PQtransactionStatus)    \
    HELPER(PQparameterStatus)      \
    HELPER(PQclientEncoding)       \
    HELPER(PQpipelineStatus)       \
    HELPER(PQlibVersion)

/*
 * How many copies of a library can be told apart when a program got their functions from dlsym: each copy has
 * its own thunk for each hook.
 */
#define THUNK_SLOTS 4

#endif
