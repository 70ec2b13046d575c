/*
 * Whatever the bytes of a capture are, it is read, judged and rendered without a fault.
 *
 * A capture that is not whole is refused by its header alone, so what the fuzzer makes is put behind a good
 * one: half of the inputs fuzz the header, the others what follows it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/formats.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void repair_header(uint8_t *bytes) {
    struct loopline_header *header = (struct loopline_header *)(void *)bytes;
    memcpy(header->magic, LOOPLINE_CAPTURE_MAGIC, sizeof(header->magic));
    header->version = LOOPLINE_CAPTURE_VERSION;
#if defined(__x86_64__)
    header->architecture = LOOPLINE_X86_64;
#else
    header->architecture = LOOPLINE_AARCH64;
#endif
    header->header_bytes = sizeof(*header);
    header->chunk_bytes = LOOPLINE_CHUNK_BYTES;
}

static void render(struct capture *capture) {
    static FILE *nowhere;
    if (!nowhere)
        nowhere = fopen("/dev/null", "we");
    const struct application_rule rule = {0};
    struct report report = {.run = merged_capture_make(&capture, 1, &rule)};
    if (!nowhere || !report.run)
        abort();
    report.findings = findings_judge(report.run, 2);
    uint64_t judged = 0;
    for (int reason = 0; reason < DISMISSAL_REASONS; reason++)
        judged += report.findings->dismissed[reason].statements;
    for (size_t i = 0; i < report.findings->count; i++)
        judged += report.findings->items[i]->site->calls;
    if (judged != report.run->calls)
        abort();
    write_text_report(&report, nowhere);
    write_json_report(&report, nowhere);
    findings_free(report.findings);
    merged_capture_free(report.run);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < sizeof(struct loopline_header) + 1)
        return 0;
    uint8_t *bytes = malloc(size - 1);
    if (!bytes)
        return 0;
    memcpy(bytes, data, size - 1);
    if (data[size - 1] & 1)
        repair_header(bytes);
    struct capture *capture;
    char message[CAPTURE_MESSAGE_BYTES];
    capture_parse("fuzz", bytes, size - 1, &capture, message, sizeof(message));
    free(bytes);
    if (capture)
        render(capture);
    return 0;
}
