#include "each.h"

int each(int count, int (*visit)(void *context, int number), void *context) {
    int sum = 0;
    for (int number = 0; number < count; number++)
        sum += visit(context, number);
    return sum;
}
