# Jobs of one statement lie in a queue before the threads start that take them, so that none ever waits; one is a loop.
# loopline: databases sqlite
# loopline: finding job-lines kind=n+1 n=12 episodes=60 table=lines

require 'sqlite3'

def connect
  SQLite3::Database.new(ARGV[1])
end

SETUP = connect
NUMBERS = 'with recursive n(i) as (select 0 union all select i + 1 from n where i < 800)'
SETUP.execute('create table authors (id integer primary key, name text)')
SETUP.execute('create table lines (id integer primary key, price integer)')
SETUP.execute("insert into authors #{NUMBERS} select 9000 + i * 13, 'author ' || i from n")
SETUP.execute('create table invoices (id integer primary key, title text)')
SETUP.execute("insert into lines #{NUMBERS} select i, i * 100 from n")

jobs = Queue.new
invoices = Queue.new
200.times { |i| jobs << 9000 + i * 13 }
60.times { |i| invoices << i }
3.times { jobs << :stop }

threads = Array.new(2) do
  Thread.new do
    db = connect
    while (id = jobs.pop) != :stop
      db.execute('select name from authors where id = ?', [id])
    end
  end
end
threads << Thread.new do
  db = connect
  loop do
    id = jobs.pop
    break if id == :stop

    db.execute('select name from authors where id = ?', [id])
  end
end
threads << Thread.new do
  db = connect
  until invoices.empty?
    invoice = invoices.pop(true)
    db.execute('select title from invoices where id = ?', [invoice])
    12.times do |line|
      db.execute('select price from lines where id = ?', [invoice * 12 + line]) # loop: job-lines
    end
  end
end
threads.each(&:join)
