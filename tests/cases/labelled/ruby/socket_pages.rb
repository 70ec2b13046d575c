# A page for each request, with a look-up for each post.
# loopline: databases sqlite postgresql
# loopline: finding author kind=n+1 n=40 episodes=10 table=authors parent=posts link=author_id

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

require 'socket'
server = TCPServer.new('127.0.0.1', 0)
port = server.addr[1]
client = fork do
  10.times do |i|
    socket = TCPSocket.new('127.0.0.1', port)
    socket.puts((i % 40 + 1) * 7)
    socket.read
    socket.close
  end
  exit!(0)
end

def page
  DB.run('select author_id from posts order by id').map do |author,| # header: author
    DB.run('select name from authors where id = ?', author)[0][0] # loop: author
  end
end

10.times do
  socket = server.accept
  socket.gets
  socket.puts page.join(' ')
  socket.close
end
Process.wait(client)
