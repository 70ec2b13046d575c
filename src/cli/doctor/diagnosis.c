#include "diagnosis.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/pool.h"

void doctor_add(struct doctor_diagnosis *diagnosis, enum doctor_weight weight, const char *advice,
                const char *format, ...) {
    struct doctor_finding *grown =
        realloc(diagnosis->findings, (diagnosis->count + 1) * sizeof *diagnosis->findings);
    if (!grown)
        end_out_of_memory();
    diagnosis->findings = grown;

    va_list arguments;
    va_start(arguments, format);
    char *text = format_text_of(format, arguments);
    va_end(arguments);
    diagnosis->findings[diagnosis->count++] =
        (struct doctor_finding){.weight = weight, .text = text, .advice = advice};
}

static bool has(const struct doctor_diagnosis *diagnosis, enum doctor_weight weight) {
    for (size_t index = 0; index < diagnosis->count; index++) {
        if (diagnosis->findings[index].weight == weight)
            return true;
    }
    return false;
}

enum doctor_verdict doctor_verdict_of(const struct doctor_diagnosis *diagnosis) {
    if (has(diagnosis, DOCTOR_PREVENTS))
        return DOCTOR_NO;
    if (has(diagnosis, DOCTOR_SEES))
        return has(diagnosis, DOCTOR_MISSES) ? DOCTOR_PARTLY : DOCTOR_YES;
    return has(diagnosis, DOCTOR_MISSES) ? DOCTOR_NO : DOCTOR_PERHAPS;
}

static const char *verdict_sentence(enum doctor_verdict verdict) {
    switch (verdict) {
    case DOCTOR_YES:
        return "yes: Loopline can intercept %s\n";
    case DOCTOR_PARTLY:
        return "in part: Loopline can intercept %s, but will not see every statement\n";
    case DOCTOR_PERHAPS:
        return "perhaps: Loopline can intercept %s if it opens a database library while it runs\n";
    default:
        return "no: Loopline cannot intercept %s\n";
    }
}

void doctor_print(FILE *stream, const char *subject, const struct doctor_diagnosis *diagnosis) {
    fprintf(stream, verdict_sentence(doctor_verdict_of(diagnosis)), subject);
    for (int weight = DOCTOR_PREVENTS; weight >= DOCTOR_NOTE; weight--) {
        for (size_t index = 0; index < diagnosis->count; index++) {
            const struct doctor_finding *finding = &diagnosis->findings[index];
            if ((int)finding->weight != weight)
                continue;
            fprintf(stream, "  - %s\n", finding->text);
            if (finding->advice)
                fprintf(stream, "    What to do: %s\n", finding->advice);
        }
    }
}

void doctor_diagnosis_free(struct doctor_diagnosis *diagnosis) {
    for (size_t index = 0; index < diagnosis->count; index++)
        free(diagnosis->findings[index].text);
    free(diagnosis->findings);
    *diagnosis = (struct doctor_diagnosis){0};
}
