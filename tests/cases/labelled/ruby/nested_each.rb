# Posts of each author, and the notes of each post.
# loopline: databases sqlite postgresql
# loopline: finding posts kind=n+1 n=40 table=posts parent=authors link=id
# loopline: finding notes kind=n+1 table=notes parent=posts link=id nested=posts

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

DB.run("insert into posts #{NUMBERS}, m(j) as (select 1 union all select j + 1 from m where j < 9) select 5000 + i * 10 + j, i * 7, 'more' from n, m")
DB.run('create table notes (post_id integer, text text)')
DB.run("insert into notes select id, 'note' from posts")

def note(id)
  DB.run('select text from notes where post_id = ?', id)
end

DB.run('select id from authors order by id').each do |id,| # header: posts
  posts = DB.run('select id from posts where author_id = ?', id) # loop: posts
  posts.each do |post,| # header: notes
    note(post) # loop: notes
  end
end
