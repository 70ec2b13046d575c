# Sequel: a dataset for each row of another.
# loopline: databases sqlite postgresql
# loopline: finding author kind=n+1 n=40 table=authors parent=posts link=author_id confidence=confirmed

require 'sequel'

FIXED = ARGV.last == 'fixed'
DB = if ARGV[0] == 'sqlite'
       Sequel.sqlite(ARGV[1])
     else
       Sequel.connect(adapter: 'postgres', database: ENV.fetch('PGDATABASE'), host: ENV.fetch('PGHOST'),
                      user: ENV['PGUSER'], port: ENV['PGPORT'])
     end
NUMBERS = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)'
DB.run('create table authors (id integer primary key, name text)')
DB.run('create table posts (id integer primary key, author_id integer, title text)')
DB.run("insert into authors #{NUMBERS} select i * 7, 'author ' || i from n")
DB.run("insert into posts #{NUMBERS} select i, (i * 11 % 40 + 1) * 7, 'post ' || i from n")

DB[:posts].order(:id).all.each do |post| # header: author
  puts DB[:authors].where(id: post[:author_id]).get(:name) # loop: author
end
