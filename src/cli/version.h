/*
 * The version of Loopline, as `loopline --version` says it.
 */
#ifndef LOOPLINE_CLI_VERSION_H
#define LOOPLINE_CLI_VERSION_H

#define LOOPLINE_VERSION "0.1.0"

#endif
