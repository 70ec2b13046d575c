# Seven calls in a row, and no loop.
require 'sqlite3'
$database = SQLite3::Database.new(':memory:')
$database.execute('create table item(id integer primary key, name text)')
$database.execute("insert into item with recursive n(i) as (select 1 union all select i + 1 from n where i < 30) select i, 'n' || i from n")

def look_up(id)
  $database.execute('select name from item where id = ?', [id])
end

look_up(1)
look_up(2)
look_up(3)
look_up(4)
look_up(5)
look_up(6)
look_up(7)
