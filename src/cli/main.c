#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/version.h"
#include "cli/command.h"

struct subcommand {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
};

static const struct subcommand subcommands[] = {
    {"run", command_run, "run a command, record its statements, and report on them"},
    {"report", command_report, "report on captures, finished or still being recorded"},
    {"check", command_check, "for CI: fail if there are loops that the baseline does not allow"},
    {"diff", command_diff, "compare two runs: which loops are new, worse, better, gone"},
    {"merge", command_merge, "make one file of captures of many processes, to be read anywhere"},
    {"top", command_top, "show the loops of running processes as they form"},
    {"export", command_export, "report for the stores of many machines"},
    {"pause", command_pause, "pause recording in a running process"},
    {"resume", command_resume, "resume recording in a running process"},
    {"doctor", command_doctor, "say whether Loopline can see a program's database calls, and if not, why"},
    {"normalize", command_normalize, "print normal forms and fingerprints of statements on standard input"},
};

enum { SUBCOMMANDS = sizeof(subcommands) / sizeof(*subcommands) };

static void write_help(FILE *output) {
    fputs("Usage: loopline SUBCOMMAND [OPTION...] [ARGUMENT...]\n"
          "\n"
          "Finds N+1 query problems in programs that talk to PostgreSQL or SQLite, and names the loop.\n"
          "\n"
          "Subcommands:\n",
          output);
    for (size_t i = 0; i < SUBCOMMANDS; i++)
        fprintf(output, "  %-10s  %s\n", subcommands[i].name, subcommands[i].summary);
    fputs(
        "\n"
        "`loopline SUBCOMMAND --help` explains one of them; `loopline --version` prints the version.\n"
        "To start with: loopline run -- ./program\n"
        "\n"
        "Exit status: 0 done; 1 the answer is no: there are loops, or a program cannot be recorded; 2 wrong\n"
        "usage; 3 nothing, or too little, was recorded; 4 a file, a process or the machine does not allow "
        "it.\n"
        "`loopline run` ends with the status of the command that it runs.\n",
        output);
}

static int finish(void) {
    if (fflush(stdout) == 0 && !ferror(stdout))
        return EXIT_DONE;
    perror("loopline: standard output");
    return EXIT_FAULT;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        write_help(stderr);
        return EXIT_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        write_help(stdout);
        return finish();
    }
    if (strcmp(name, "--version") == 0) {
        puts("loopline " LOOPLINE_VERSION);
        return finish();
    }
    for (size_t i = 0; i < SUBCOMMANDS; i++) {
        if (strcmp(name, subcommands[i].name) == 0)
            return subcommands[i].run(argc - 1, argv + 1);
    }
    fprintf(stderr,
            "loopline: unknown subcommand '%s'; `loopline --help` lists them, and `loopline run -- %s` runs "
            "a program of that name\n",
            name, name);
    return EXIT_USAGE;
}
