/*
 * The version of Loopline, as `loopline --version` says it.
 */
#ifndef LOOPLINE_BASE_VERSION_H
#define LOOPLINE_BASE_VERSION_H

#define LOOPLINE_VERSION "0.1.0"

#endif
