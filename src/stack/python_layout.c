#include "python_layout.h"

#include <stddef.h>

/*
 * offsetof() on the headers of CPython 3.8.18, 3.9.18, 3.10.13, 3.11.7, 3.12.1 and 3.13.0, x86-64:
 * PyThreadState, _PyCFrame, PyFrameObject or _PyInterpreterFrame, PyCodeObject, PyASCIIObject,
 * PyCompactUnicodeObject. All members are naturally aligned, so other 64-bit machines agree.
 */
static const struct python_layout layouts[] = {
    {8, PYTHON_LAST_INSTRUCTION_BYTES, PYTHON_ENTRY_EVERY, 24, PYTHON_ABSENT, 32, 24, 104, PYTHON_ABSENT,
     PYTHON_ABSENT, 104, 112, 40, 120, 48, 48, 72},
    {9, PYTHON_LAST_INSTRUCTION_BYTES, PYTHON_ENTRY_EVERY, 24, PYTHON_ABSENT, 32, 24, 104, PYTHON_ABSENT,
     PYTHON_ABSENT, 104, 112, 40, 120, 48, 48, 72},
    {10, PYTHON_LAST_INSTRUCTION_UNITS, PYTHON_ENTRY_EVERY, 24, PYTHON_ABSENT, 32, 24, 96, PYTHON_ABSENT,
     PYTHON_ABSENT, 104, 112, 40, 120, 48, 48, 72},
    {11, PYTHON_INSTRUCTION_POINTER, PYTHON_ENTRY_FLAG, 56, 8, 32, 48, 56, 69, 68, 112, 128, 72, 136, 184, 48,
     72},
    {12, PYTHON_INSTRUCTION_POINTER, PYTHON_ENTRY_C_STACK, 56, 0, 0, 8, 56, 70, PYTHON_ABSENT, 112, 128, 68,
     136, 192, 40, 56},
    {13, PYTHON_INSTRUCTION_POINTER, PYTHON_ENTRY_C_STACK, 72, PYTHON_ABSENT, 0, 8, 56, 70, PYTHON_ABSENT,
     112, 128, 68, 136, 200, 40, 56},
};

const struct python_layout *python_layout(int minor) {
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
        if (layouts[i].minor == minor)
            return &layouts[i];
    return NULL;
}
