#include "locked.h"

bool memory_locked;
