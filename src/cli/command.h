/*
 * The subcommands of `loopline`. A new one is one file here and one line in the table of main.c.
 *
 * Exit status of every subcommand: 0 done; 1 the answer is no (`check`: new findings; `doctor`: cannot be
 * intercepted); 2 the call, a file or the machine does not allow it, said on standard error; `run` keeps
 * the status of the command that it ran. `check` and `diff` tell two more apart: 3 too little was
 * recorded to say anything; 4 a file could not be read or written.
 */
#ifndef LOOPLINE_CLI_COMMAND_H
#define LOOPLINE_CLI_COMMAND_H

enum { EXIT_DONE = 0, EXIT_NO = 1, EXIT_UNUSABLE = 2, EXIT_NOTHING = 3, EXIT_FAULT = 4 };

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
