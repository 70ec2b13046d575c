"""Look-ups by primary key with the sqlite3 module: `python_lookups.py DEPTH COUNT`.

Prints nanoseconds per look-up, the best of seven rounds, called from DEPTH Python frames down.
"""
import sqlite3
import sys
import time

ROWS = 1000


def best_round(operation, count, rounds=7):
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        operation(count)
        best = min(best, time.perf_counter() - start)
    return best / count * 1e9


def at_depth(depth, function, operation, count):
    """Calls the function so that DEPTH frames of Python stand on the stack."""
    if depth > 1:
        return at_depth(depth - 1, function, operation, count)
    return function(operation, count)


def main(depth, count):
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.execute("create table t(id integer primary key, v int)")
    database.executemany("insert into t values (?, ?)", ((i, 2 * i) for i in range(1, ROWS + 1)))

    def look_up(count):
        execute = database.execute
        for number in range(count):
            execute("select v from t where id = ?", (number % ROWS + 1,)).fetchone()

    print(f"{at_depth(depth - 3, best_round, look_up, count):.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
