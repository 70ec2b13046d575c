# A blog's tables in Active Record, filled: what the programs beside this one use.
require 'active_record'

ActiveRecord::Base.establish_connection(adapter: 'sqlite3', database: ENV.fetch('BLOG_DATABASE', 'blog.db'))
NUMBERS = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 20)'.freeze
[
  'create table if not exists authors (id integer primary key, name text)',
  'create table if not exists posts (id integer primary key, author_id integer, title text)',
  "insert or ignore into authors #{NUMBERS} select i * 7, 'author ' || i from n",
  "insert or ignore into posts #{NUMBERS} select i, (i * 11 % 20 + 1) * 7, 'post ' || i from n",
].each { |statement| ActiveRecord::Base.connection.execute(statement) }

class Author < ActiveRecord::Base
  has_many :posts
end

class Post < ActiveRecord::Base
  belongs_to :author
end
