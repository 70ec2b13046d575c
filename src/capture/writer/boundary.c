#include "boundary.h"

__thread struct boundaries boundaries;
