# Active Record: twelve posts only, and each time something else was included that is no help.
# loopline: databases sqlite postgresql
# loopline: finding author kind=n+1 n=12 table=authors parent=posts link=author_id confidence=confirmed
# loopline: finding commenter kind=n+1 n=12 table=people parent=comments link=person_id confidence=confirmed
# loopline: finding tag kind=n+1 n=12 table=tags parent=posts link=id confidence=confirmed
# loopline: twin

require 'active_record'

FIXED = ARGV.last == 'fixed'
ActiveRecord::Base.establish_connection(
  ARGV[0] == 'sqlite' ? { adapter: 'sqlite3', database: ARGV[1] } : { adapter: 'postgresql', database: ENV.fetch('PGDATABASE') }
)
NUMBERS = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 12)'
run = ->(sql) { ActiveRecord::Base.connection.execute(sql) }
run.call('create table authors (id integer primary key, name text)')
run.call('create table people (id integer primary key, name text)')
run.call('create table posts (id integer primary key, author_id integer)')
run.call('create table comments (id integer primary key, post_id integer, person_id integer)')
run.call('create table tags (id integer primary key, post_id integer, name text)')
run.call("insert into authors #{NUMBERS} select i, 'author ' || i from n")
run.call("insert into people #{NUMBERS} select 300 + i * 3, 'person ' || i from n")
run.call("insert into posts #{NUMBERS} select i, (i * 5 % 12) + 1 from n")
run.call("insert into comments #{NUMBERS} select i, (i * 7 % 12) + 1, 303 + (i * 5 % 12) * 3 from n")
run.call("insert into tags #{NUMBERS} select i, (i * 11 % 12) + 1, 'tag ' || i from n")

class Author < ActiveRecord::Base
end

class Person < ActiveRecord::Base
end

class Post < ActiveRecord::Base
  belongs_to :author
  has_many :comments
  has_many :tags
end

class Comment < ActiveRecord::Base
  belongs_to :post
  belongs_to :person
end

class Tag < ActiveRecord::Base
end

def bylines(posts)
  posts.each do |post|
    puts "#{post.author.name} #{post.comments.size}" # loop: author
  end
end

def commenters(posts)
  posts.flat_map { |post| post.comments.to_a }.each do |comment|
    puts comment.person.name # loop: commenter
  end
end

def tags(posts)
  posts.each do |post|
    puts "#{post.author.name} #{post.tags.to_a.size}" # loop: tag
  end
end

bylines(FIXED ? Post.includes(:comments, :author) : Post.includes(:comments))
commenters(FIXED ? Post.includes(comments: :person) : Post.includes(:comments))
tags(FIXED ? Post.includes(:author, :tags) : Post.includes(:author))
