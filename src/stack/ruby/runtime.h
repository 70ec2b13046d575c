/* CRuby 2.7 to 3.4. Other versions are recorded as unknown, and their frames are not read. */
#ifndef LOOPLINE_STACK_RUBY_H
#define LOOPLINE_STACK_RUBY_H

#include "stack/runtime.h"

extern const struct runtime ruby_runtime;

#endif
