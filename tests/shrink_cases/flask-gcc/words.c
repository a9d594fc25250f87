#include <ctype.h>
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *count(PyObject *self, PyObject *args) {
    const char *text;
    Py_ssize_t length, words = 0;
    if (!PyArg_ParseTuple(args, "s#", &text, &length))
        return NULL;
    for (Py_ssize_t i = 0; i < length; i++)
        words += !isspace((unsigned char)text[i]) && (i == 0 || isspace((unsigned char)text[i - 1]));
    return PyLong_FromSsize_t(words);
}

static PyMethodDef methods[] = {{"count", count, METH_VARARGS, "The words of a text."}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "words", NULL, -1, methods};

PyMODINIT_FUNC PyInit_words(void) { return PyModule_Create(&module); }
