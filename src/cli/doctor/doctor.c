/* loopline doctor COMMAND|PID, or --root DIR [COMMAND]: can it be intercepted, and if not, why, and what to
 * do instead.
 */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/options.h"
#include "command_line.h"
#include "enter.h"
#include "process.h"
#include "program.h"
#include "root.h"
#include "setup_lines.h"

static const char help[] =
    "Usage: loopline doctor COMMAND [ARGUMENT...]\n"
    "       loopline doctor PID\n"
    "       loopline doctor --root DIR [COMMAND [ARGUMENT...]]\n"
    "\n"
    "Says whether Loopline can see the statements of a program, of a running process, or of the programs of "
    "an\n"
    "image or root folder. If not, it says why and what to do instead. It runs nothing.\n"
    "\n"
    "      --root DIR       examine an image's files: its C library, database libraries, interpreters; with\n"
    "                       COMMAND, that program of the image. Prints the lines to write for systemd,\n"
    "                       Docker, Kubernetes and supervisord\n"
    "  -h, --help           this text\n"
    "\n"
    "Exit status: 0 yes, 1 no, 2 wrong usage, 4 the program or folder could not be found or examined.\n";

/* A number is a process, unless there is no room for it among process ids: then it may be a command. */
static bool parse_pid(const char *text, pid_t *pid) {
    if (!isdigit((unsigned char)text[0]))
        return false;
    char *end;
    const long number = strtol(text, &end, 10);
    *pid = (pid_t)number;
    return *end == '\0' && number > 0 && number <= INT_MAX;
}

/* A name for the verdict; freed by the caller. NULL where the subject could not be examined. */
static char *examine(const char *what, struct doctor_diagnosis *diagnosis) {
    pid_t pid;
    char *program;
    if (!parse_pid(what, &pid)) {
        program = doctor_resolve(what, diagnosis);
        if (program && doctor_examine_program(program, diagnosis))
            return program;
        free(program);
        return NULL;
    }
    if (!doctor_examine_process(pid, diagnosis, &program))
        return NULL;
    char *subject = NULL;
    if (asprintf(&subject, "process %d (%s)", (int)pid, program) < 0)
        subject = NULL;
    free(program);
    return subject;
}

static int diagnose(const char *what) {
    struct doctor_diagnosis diagnosis = {0};
    int status = EXIT_FAULT;
    char *subject = examine(what, &diagnosis);
    if (subject) {
        doctor_print(stdout, subject, &diagnosis);
        status = doctor_verdict_of(&diagnosis) == DOCTOR_NO ? EXIT_NO : EXIT_DONE;
    }
    free(subject);
    doctor_diagnosis_free(&diagnosis);
    return status;
}

/* Of an image, what holds for each of its programs: the libraries that it has are not those that one uses. */
static void add_general(struct doctor_diagnosis *diagnosis, const struct doctor_diagnosis *of_root) {
    for (size_t i = 0; i < of_root->count; i++) {
        const struct doctor_finding *finding = &of_root->findings[i];
        if (finding->weight == DOCTOR_NOTE || finding->weight == DOCTOR_PREVENTS)
            doctor_add(diagnosis, finding->weight, finding->advice, "%s", finding->text);
    }
}

/* Ends inside of the root. */
static char *examine_in_root(const char *root, const char *command, struct doctor_diagnosis *diagnosis) {
    char *program = doctor_enter_root(root) ? doctor_resolve(command, diagnosis) : NULL;
    char *subject = NULL;
    if (program && doctor_examine_program(program, diagnosis) &&
        asprintf(&subject, "%s of %s", program, root) < 0)
        subject = NULL;
    free(program);
    return subject;
}

static int print_with_setup(const char *subject, const char *shim, const struct doctor_diagnosis *diagnosis) {
    const bool is_no = doctor_verdict_of(diagnosis) == DOCTOR_NO;
    doctor_print(stdout, subject, diagnosis);
    if (!is_no)
        doctor_print_setup_lines(stdout, shim);
    return is_no ? EXIT_NO : EXIT_DONE;
}

/* `command` NULL: all that the image holds. */
static int diagnose_root(const char *root, const char *command) {
    struct doctor_diagnosis of_root = {0};
    struct doctor_diagnosis of_command = {0};
    const struct doctor_diagnosis *diagnosis = command ? &of_command : &of_root;
    int status = EXIT_FAULT;
    char *shim = doctor_examine_root(root, &of_root);
    char *subject = NULL;
    if (shim && command)
        subject = examine_in_root(root, command, &of_command);
    else if (shim && asprintf(&subject, "programs in %s", root) < 0)
        subject = NULL;
    if (command)
        add_general(&of_command, &of_root);
    if (subject)
        status = print_with_setup(subject, shim, diagnosis);
    free(subject);
    free(shim);
    doctor_diagnosis_free(&of_command);
    doctor_diagnosis_free(&of_root);
    return status;
}

int command_doctor(int argc, char **argv) {
    const char *root = NULL;
    const struct option_row rows[] = {{"root", 0, OPTION_TEXT, &root}, {0}};
    const struct command_line line = {"loopline doctor", help, rows, true};
    int first;
    int status;
    if (!options_read(&line, argc, argv, &first, &status))
        return status;
    if (root)
        return diagnose_root(root, first < argc ? argv[first] : NULL);
    if (first < argc)
        return diagnose(argv[first]);
    fputs("loopline doctor: no program given; name a command, the number of a process, or --root DIR\n",
          stderr);
    return EXIT_USAGE;
}
