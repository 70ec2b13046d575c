#include "setup_lines.h"

#include <stdbool.h>
#include <string.h>

struct setup {
    const char *title;
    const char *lines; /* @ stands for the shim, and ^ for its folder */
};

/* Each of them takes % for something of its own, or does not. */
static const struct setup setups[] = {
    {"systemd (systemctl edit SERVICE)", "[Service]\n"
                                         "Environment=LD_PRELOAD=@\n"
                                         "Environment=LOOPLINE_OUT=/var/tmp/loopline/%%e-%%p\n"
                                         "Environment=LOOPLINE_REPORT=0\n"
                                         "ReadWritePaths=/var/tmp/loopline\n"},
    {"Docker", "docker run -v ^:^:ro -v /var/tmp/loopline:/var/tmp/loopline \\\n"
               "    -e LD_PRELOAD=@ \\\n"
               "    -e LOOPLINE_OUT=/var/tmp/loopline/%e-%p -e LOOPLINE_REPORT=0 IMAGE\n"},
    {"Kubernetes (in the container; the volumes by an init container)",
     "env:\n"
     "  - {name: LD_PRELOAD, value: \"@\"}\n"
     "  - {name: LOOPLINE_OUT, value: /var/tmp/loopline/%e-%p}\n"
     "  - {name: LOOPLINE_REPORT, value: \"0\"}\n"
     "volumeMounts:\n"
     "  - {name: loopline, mountPath: ^}\n"
     "  - {name: captures, mountPath: /var/tmp/loopline}\n"},
    {"supervisord (in [program:NAME])",
     "environment=LD_PRELOAD=\"@\",\n"
     "    LOOPLINE_OUT=\"/var/tmp/loopline/%%e-%%p\",LOOPLINE_REPORT=\"0\"\n"},
};

static void print_lines(FILE *stream, const char *lines, const char *shim) {
    const char *slash = strrchr(shim, '/');
    bool is_start = true;
    for (const char *at = lines; *at; at++) {
        if (is_start)
            fputs("    ", stream);
        is_start = *at == '\n';
        if (*at == '@')
            fputs(shim, stream);
        else if (*at == '^')
            fprintf(stream, "%.*s", slash ? (int)(slash - shim) : 1, slash ? shim : ".");
        else
            fputc(*at, stream);
    }
}

void doctor_print_setup_lines(FILE *stream, const char *shim) {
    fputs("\nTo record a service, set this where it is started, and make /var/tmp/loopline a folder that it "
          "may "
          "write to:\n",
          stream);
    for (size_t i = 0; i < sizeof setups / sizeof *setups; i++) {
        fprintf(stream, "\n  %s\n", setups[i].title);
        print_lines(stream, setups[i].lines, shim);
    }
    fputs("\nThen: loopline report /var/tmp/loopline, where the programs are; or loopline merge there, and "
          "report "
          "anywhere.\n",
          stream);
}
