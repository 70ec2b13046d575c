# A loop below ten thousand levels of recursion.
require 'sqlite3'

database = SQLite3::Database.new(':memory:')
database.execute('create table items (id integer primary key, value integer)')
database.execute('insert into items (id) with recursive n(i) as (select 1 union all select i + 1 from n where i < 100) select i from n')
statement = database.prepare('select value from items where id = ?')

def down(levels, &function)
  levels.positive? ? down(levels - 1, &function) : function.call
end

down(10_000) do
  database.execute('select id from items').each do |row| # header line
    statement.execute(row[0]).to_a # loop line
  end
end
