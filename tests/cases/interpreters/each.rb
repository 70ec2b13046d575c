# A look-up for each row of a list.
require 'sqlite3'
$database = SQLite3::Database.new(':memory:')
$database.execute('create table item(id integer primary key, name text, next_id integer)')
$database.execute("insert into item with recursive n(i) as (select 1 union all select i + 1 from n where i < 30) select i, 'n' || i, i * 7 % 31 from n")

def look_up(id)
  $database.execute('select name from item where id = ?', [id])
end

$database.execute('select next_id from item order by id').each { |row| look_up(row[0]) }
