"""Stock levels of the parts on an order form, gathered into a dictionary."""
# loopline: databases sqlite postgresql
# loopline: finding part-stock kind=n+1 n=30 episodes=1 table=stock
# loopline: finding part-stock parent=order_lines link=sku confidence=confirmed
# loopline: twin

import sys


class Warehouse:
    def __init__(self):
        if sys.argv[1] == "sqlite":
            import sqlite3

            self.connection = sqlite3.connect(sys.argv[2])
            self.mark = "?"
        else:
            import psycopg2

            self.connection = psycopg2.connect("")
            self.mark = "%s"

    def query(self, statement, *parameters):
        cursor = self.connection.cursor()
        cursor.execute(statement.replace("?", self.mark), parameters)
        return cursor.fetchall() if cursor.description else []


def set_up(warehouse):
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 90)"
    warehouse.query("create table stock (sku varchar(20) primary key, pieces integer)")
    warehouse.query("create table order_lines (order_number integer, position integer, sku varchar(20))")
    warehouse.query(f"insert into stock {numbers} select 'PART-' || (i * 13), i * 3 from n")
    warehouse.query(f"insert into order_lines {numbers} select i / 30, i, 'PART-' || (i * 13) from n where i < 90")
    warehouse.connection.commit()


def stock_of_order(warehouse, number):
    lines = warehouse.query("select position, sku from order_lines where order_number = ? order by position", number)

    def stock(sku):
        return warehouse.query("select pieces from stock where sku = ?", sku)[0][0]

    return {sku: stock(sku) for _, sku in lines}  # loop: part-stock


def stock_of_order_at_once(warehouse, number):
    return dict(warehouse.query(
        "select l.sku, s.pieces from order_lines l join stock s on s.sku = l.sku where l.order_number = ?", number))


warehouse = Warehouse()
set_up(warehouse)
found = (stock_of_order_at_once if sys.argv[-1] == "fixed" else stock_of_order)(warehouse, 1)
assert len(found) == 30, found
