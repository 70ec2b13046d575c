"""What free_threaded.c claims to run."""


def look_up(database, number):
    database.execute(number)  # call site


def names(database, numbers):
    for number in numbers:
        look_up(database, number)  # loop line
