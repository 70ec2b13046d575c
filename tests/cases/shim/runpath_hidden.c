int hidden(void);

int hidden(void) {
    return 42;
}
