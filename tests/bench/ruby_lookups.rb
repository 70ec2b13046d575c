# Look-ups by primary key: ruby ruby_lookups.rb LIBRARY DEPTH WATCH COUNT. Prints nanoseconds per look-up, the best of
# seven rounds, called from DEPTH frames down. LIBRARY is "sqlite3" or "active_record"; WATCH is "plain" or, of Active
# Record, "caller": what people use instead, a subscriber that notes `caller` at each statement.

ROWS = 1000
FILL = 'insert into items with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)' \
       ' select i, 2 * i from n'.freeze

def at_depth(depth, &function)
  depth > 1 ? at_depth(depth - 1, &function) : function.call
end

def nanoseconds
  Process.clock_gettime(Process::CLOCK_MONOTONIC, :nanosecond)
end

def best_round(count)
  rounds = Array.new(7) do
    start = nanoseconds
    number = 0
    while number < count
      yield number % ROWS + 1
      number += 1
    end
    nanoseconds - start
  end
  rounds.min.fdiv(count)
end

def prepared_look_up
  require 'sqlite3'
  database = SQLite3::Database.new(':memory:')
  database.execute('create table items (id integer primary key, v int)')
  database.execute(FILL)
  statement = database.prepare('select v from items where id = ?')
  ->(id) { statement.execute(id).next }
end

def look_up_of_model
  require 'active_record'
  ActiveRecord::Base.establish_connection(adapter: 'sqlite3', database: ':memory:')
  ActiveRecord::Base.connection.execute('create table items (id integer primary key, v int)')
  ActiveRecord::Base.connection.execute(FILL)
  item = Class.new(ActiveRecord::Base) { self.table_name = 'items' }
  ->(id) { item.find(id) }
end

def watch
  seen = Hash.new(0)
  ActiveSupport::Notifications.subscribe('sql.active_record') { seen[caller] += 1 }
end

library, depth, watched, count = ARGV
look_up = library == 'sqlite3' ? prepared_look_up : look_up_of_model
watch if watched == 'caller'
puts format('%.1f', at_depth(depth.to_i - 3) { best_round(count.to_i, &look_up) })
