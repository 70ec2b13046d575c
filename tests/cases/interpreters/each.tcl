# A look-up for each row of a list.
package require sqlite3
sqlite3 database :memory:
database eval {create table item(id integer primary key, name text, next_id integer)}
database eval {insert into item with recursive n(i) as (select 1 union all select i + 1 from n where i < 30) select i, 'n' || i, i * 7 % 31 from n}
proc look_up {id} { database eval {select name from item where id = $id} }
foreach id [database eval {select next_id from item order by id}] { look_up $id }
