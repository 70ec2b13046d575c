# Threads take jobs from a queue, a statement a job.
# loopline: databases sqlite postgresql

class Database
  def initialize
    if ARGV[0] == 'sqlite'
      require 'sqlite3'
      @sqlite = SQLite3::Database.new(ARGV[1])
    else
      require 'pg'
      @pg = PG.connect
    end
  end

  def run(sql, *values)
    return @sqlite.execute(sql, values) if @sqlite

    number = 0
    @pg.exec_params(sql.gsub('?') { "$#{number += 1}" }, values).values
  end
end

FIXED = ARGV.last == 'fixed'
DB = Database.new
NUMBERS = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)'
DB.run('create table authors (id integer primary key, name text)')
DB.run('create table posts (id integer primary key, author_id integer, title text)')
DB.run("insert into authors #{NUMBERS} select i * 7, 'author ' || i from n")
DB.run("insert into posts #{NUMBERS} select i, (i * 11 % 40 + 1) * 7, 'post ' || i from n")

jobs = Queue.new
done = Queue.new
worker = Thread.new do
  while (id = jobs.pop) != :stop
    DB.run('select name from authors where id = ?', id)
    done << id
  end
end
30.times do |i|
  jobs << (i + 1) * 7
  done.pop
end
jobs << :stop
worker.join
