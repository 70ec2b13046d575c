# The same setting is read for each row.
# loopline: databases sqlite postgresql
# loopline: finding setting kind=duplicate n=40 table=settings
# loopline: twin

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

DB.run('create table settings (name text, value text)')
DB.run("insert into settings values ('zone', 'UTC')")

def zone
  DB.run("select value from settings where name = 'zone'")
end

kept = zone if FIXED
DB.run('select id from posts order by id').each do # header: setting
  kept || zone # loop: setting
end
