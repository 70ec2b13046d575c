"""A module whose globals have the name under which Jinja2 keeps its table of lines."""
import sqlite3

debug_info = "900=1&901=2"
connection = sqlite3.connect(":memory:")
connection.execute("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT)")
for key in range(20):
    connection.execute("SELECT name FROM items WHERE id = ?", (key,)).fetchone()  # loop line
