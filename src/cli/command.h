/*
 * The subcommands of `loopline`. A new one is one file here and one line in the table of main.c.
 *
 * Exit status of every subcommand: 0 done; 1 the answer is no (`check`, `diff`, `run --fail-on`: loops to
 * look at; `doctor`: cannot be recorded); 2 wrong usage; 3 nothing, or too little, was recorded to say
 * anything; 4 a file, a process or the machine does not allow it. All but 0 and 1 are said on standard error.
 * `run` keeps the status of the command that it ran.
 */
#ifndef LOOPLINE_CLI_COMMAND_H
#define LOOPLINE_CLI_COMMAND_H

enum { EXIT_DONE = 0, EXIT_NO = 1, EXIT_USAGE = 2, EXIT_NOTHING = 3, EXIT_FAULT = 4 };

struct report;

/* What a report on captures that could be read, or could not, comes to: EXIT_DONE, _NOTHING or _FAULT. */
int command_status_of(const struct report *report);

/* argv[0] is the subcommand's name; options follow, in the manner of getopt_long. */
int command_run(int argc, char **argv);
int command_report(int argc, char **argv);
int command_check(int argc, char **argv);
int command_diff(int argc, char **argv);
int command_normalize(int argc, char **argv);
int command_merge(int argc, char **argv);
int command_top(int argc, char **argv);
int command_export(int argc, char **argv);
int command_pause(int argc, char **argv);
int command_resume(int argc, char **argv);
int command_doctor(int argc, char **argv);

#endif
