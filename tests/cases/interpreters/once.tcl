# Seven calls in a row, and no loop.
package require sqlite3
sqlite3 database :memory:
database eval {create table item(id integer primary key, name text)}
database eval {insert into item with recursive n(i) as (select 1 union all select i + 1 from n where i < 30) select i, 'n' || i from n}
proc look_up {id} { database eval {select name from item where id = $id} }
look_up 1
look_up 2
look_up 3
look_up 4
look_up 5
look_up 6
look_up 7
