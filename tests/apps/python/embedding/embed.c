/*
 * Runs a Python script inside a C program, whose own loop calls into it.
 *
 *   embed SCRIPT              runs it once, as python would
 *   embed SCRIPT loop         then calls its function author_name(number) from a loop in C
 *   embed SCRIPT subinterpreter   runs it in an interpreter of its own, beside the main one
 */
#include <Python.h>
#include <stdio.h>
#include <string.h>

static int run_script(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file)
        return -1;
    return PyRun_SimpleFileExFlags(file, path, 1, NULL);
}

static int call_author_name(long number) {
    PyObject *module = PyImport_AddModule("__main__");
    PyObject *result = module ? PyObject_CallMethod(module, "author_name", "l", number) : NULL;
    if (!result) {
        PyErr_Print();
        return -1;
    }
    Py_DECREF(result);
    return 0;
}

static int call_in_loop(void) {
    int failed = 0;
    for (long number = 1; number <= 30; number++)
        failed |= call_author_name(number); /* loop line of C */
    return failed;
}

static int run_in_subinterpreter(const char *path) {
    PyThreadState *main_state = PyThreadState_Get();
    PyThreadState *state = Py_NewInterpreter();
    if (!state)
        return -1;
    const int failed = run_script(path);
    Py_EndInterpreter(state);
    PyThreadState_Swap(main_state);
    return failed;
}

int main(int argc, char **argv) {
    const char *way = argc > 2 ? argv[2] : "";
    if (argc < 2)
        return 2;
    Py_Initialize();
    int failed = strcmp(way, "subinterpreter") == 0 ? run_in_subinterpreter(argv[1]) : run_script(argv[1]);
    if (!failed && strcmp(way, "loop") == 0)
        failed = call_in_loop();
    if (Py_FinalizeEx() < 0)
        failed = -1;
    return failed ? 1 : 0;
}
