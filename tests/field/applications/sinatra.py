"""Sinatra 3 with ActiveRecord 6.1 on WEBrick and SQLite: lazy and eager loads, callbacks, counts, writes in a loop."""

WITNESS = "ruby"
PROGRAMS = {
    "ruby": "ruby", "/usr/share/rubygems-integration/all/gems/sinatra-3.0.5": "ruby-sinatra",
    "/usr/share/rubygems-integration/all/gems/activerecord-6.1.7.10": "ruby-activerecord",
}
FILES = {
    "tables.rb": '''
require "active_record"

ActiveRecord::Base.establish_connection(adapter: "sqlite3", database: "blog.db")

class Author < ActiveRecord::Base
  has_many :posts
end

class Post < ActiveRecord::Base
  belongs_to :author
  has_many :comments
  after_save { Event.create!(text: "saved #{id}") }

  def words
    comments.map { |comment| comment.text.split.length }.sum
  end
end

class Comment < ActiveRecord::Base
  belongs_to :post, counter_cache: true
end

class Event < ActiveRecord::Base
end
''',
    "fill.rb": '''
require_relative "tables"

ActiveRecord::Schema.verbose = false
ActiveRecord::Schema.define do
  create_table(:authors) { |t| t.string :name }
  create_table(:posts) { |t| t.string :title; t.integer :author_id; t.integer :comments_count, default: 0 }
  create_table(:comments) { |t| t.string :text; t.integer :post_id }
  create_table(:events) { |t| t.string :text }
end
ActiveRecord::Base.transaction do
  6.times { |number| Author.create!(name: "author #{number}") }
  14.times { |number| Post.create!(title: "post #{number}", author_id: number % 6 + 1) }
  30.times { |number| Comment.create!(text: "text #{number}", post_id: number % 14 + 1) }
end
''',
    "blog.rb": '''
require "sinatra"
require "json"
require_relative "tables"

set :server, :webrick
set :environment, :production
set :bind, "127.0.0.1"
set :port, ENV["BLOG_PORT"].to_i
set :show_exceptions, false

get "/" do
  Post.order(:id).map { |post| {title: post.title, author: post.author.name, words: post.words} }.to_json
end

get "/eager" do
  Post.includes(:author, :comments).order(:id).map do |post|
    {title: post.title, author: post.author.name, comments: post.comments.length}
  end.to_json
end

get "/counts" do
  found = []
  Author.order(:id).each do |author|
    count = author.posts.count
    found << [author.name, count]
  end
  found.to_json
end

get "/page" do
  erb "<% @posts.each do |post| %><p><%= post.title %> by <%= post.author.name %></p><% end %>",
      locals: {}, layout: false, views: "." if (@posts = Post.order(:id).limit(12))
end

post "/rename" do
  Post.order(:id).first(8).each { |post| post.update!(title: "new #{post.id}") }
  "done"
end

post "/all" do
  Post.where(id: 1..8).update_all(title: "all")
  "done"
end
''',
}
PREPARE = [["ruby", "fill.rb"]]
SERVER = ["ruby", "blog.rb"]
ENVIRONMENT = {"BLOG_PORT": "{port}", "RACK_ENV": "production", "APP_ENV": "production"}


def drive(client):
    for page in ("/", "/eager", "/counts", "/page"):
        client.get(page)
    client.post("/rename")
    client.post("/all")
    client.get("/counts")
