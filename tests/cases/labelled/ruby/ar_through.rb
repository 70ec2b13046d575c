# Active Record: has_many through.
# loopline: databases sqlite postgresql
# loopline: finding through kind=n+1 n=40 table=comments parent=posts link=id
# loopline: twin

require 'active_record'

FIXED = ARGV.last == 'fixed'
ActiveRecord::Base.establish_connection(
  ARGV[0] == 'sqlite' ? { adapter: 'sqlite3', database: ARGV[1] } : { adapter: 'postgresql', database: ENV.fetch('PGDATABASE') }
)
NUMBERS = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)'
run = ->(sql) { ActiveRecord::Base.connection.execute(sql) }
run.call('create table authors (id integer primary key, name text)')
run.call('create table posts (id integer primary key, author_id integer, title text, subject_type text, subject_id integer)')
run.call('create table comments (id integer primary key, post_id integer, author_id integer, text text)')
run.call("insert into authors #{NUMBERS} select i * 7, 'author ' || i from n")
run.call("insert into posts #{NUMBERS} select i, (i * 11 % 40 + 1) * 7, 'post ' || i, 'Author', (i * 13 % 40 + 1) * 7 from n")
run.call("insert into comments #{NUMBERS} select i, (i * 3 % 40) + 1, i * 7, 'text ' || i from n")

class Author < ActiveRecord::Base
  has_many :posts
  has_many :comments, through: :posts
end

class Post < ActiveRecord::Base
  belongs_to :author
  belongs_to :subject, polymorphic: true
  has_many :comments
  has_many :commenters, through: :comments, source: :author
end

class Comment < ActiveRecord::Base
  belongs_to :post
  belongs_to :author
end

posts = FIXED ? Post.includes(:commenters) : Post.all
posts.each do |post| # header: through
  puts post.commenters.map(&:name).join # loop: through
end
