# Fifty rows, each in a transaction of its own.
package require sqlite3
sqlite3 database :memory:
database eval {create table item(id integer primary key, name text)}
for {set id 1} {$id <= 50} {incr id} { database eval {insert into item values($id, 'n' || $id)} }
