# Threads that end after a statement, while others take turns: what is left of them is nobody's stack.
require 'sqlite3'

database = SQLite3::Database.new(':memory:')
database.execute('create table items (id integer primary key)')
10.times do
  threads = Array.new(4) { |number| Thread.new { database.execute('select id from items where id = ?', [number]) } }
  turns = Thread.new { 20.times { Thread.pass } }
  [*threads, turns].each(&:join)
  GC.start
end
puts 'done'
