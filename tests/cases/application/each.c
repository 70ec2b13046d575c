#include "each.h"

int each(int count, int (*visit)(void *context, int number), void *context) {
    int sum = 0;
    for (int number = 0; number < count; number++)
        sum += visit(context, number);
    return sum;
}

int once(int (*visit)(void *context, int number), void *context) {
    const int result = visit(context, 0);
    return result ? result : -1;
}
