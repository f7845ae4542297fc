#pragma once
#include <sqlite3.h>

/// Variadic calls and macros that Swift does not see.

/// A damaged or hostile file cannot make SQL do what we did not write.
static inline int csqlite_be_defensive(sqlite3 *database) {
    int code = sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
    return code ? code : sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
}

/// The bytes are copied.
static inline int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, int bytes) {
    return sqlite3_bind_text(statement, index, text, bytes, SQLITE_TRANSIENT);
}

/// The bytes are copied. No bytes are not NULL.
static inline int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *blob, int bytes) {
    return bytes ? sqlite3_bind_blob(statement, index, blob, bytes, SQLITE_TRANSIENT)
                 : sqlite3_bind_zeroblob(statement, index, 0);
}
