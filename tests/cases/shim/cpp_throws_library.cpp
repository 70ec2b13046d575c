/* A plug-in that runs a statement and throws; opened after the first statement. */
#include <stdexcept>

#include "case_sqlite.h"

extern "C" void look_up_and_throw(sqlite3 *db, int id) {
    look_up(db, id);
    throw std::runtime_error("thrown by a plug-in");
}
