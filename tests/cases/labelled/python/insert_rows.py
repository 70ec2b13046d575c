"""Two hundred seats of a hall, one INSERT each, in one transaction; execute_values would send one statement."""
# loopline: databases postgresql
# loopline: finding seat kind=write-loop n=200 episodes=1 table=seats
# loopline: twin

import sys

import psycopg2
import psycopg2.extras

with psycopg2.connect("") as connection, connection.cursor() as cursor:
    cursor.execute("create table seats (row_number integer, seat integer, price integer)")


def price(row):
    return 30 if row < 5 else 20


def build_hall(cursor):
    for row in range(10):
        for seat in range(20):  # header: seat
            cursor.execute("insert into seats values (%s, %s, %s)", (row, seat, price(row)))  # loop: seat


def build_hall_fixed(cursor):
    seats = [(row, seat, price(row)) for row in range(10) for seat in range(20)]
    psycopg2.extras.execute_values(cursor, "insert into seats values %s", seats, page_size=500)


with connection, connection.cursor() as cursor:
    (build_hall_fixed if sys.argv[-1] == "fixed" else build_hall)(cursor)
