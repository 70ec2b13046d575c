# The blog as a site of Sinatra's; the server is told by the environment.
require 'sinatra'
require_relative 'blog'

set :server, ENV.fetch('SITE_SERVER')
set :bind, '127.0.0.1'
set :port, ENV.fetch('SITE_PORT')
set :views, __dir__

after { ActiveRecord::Base.clear_active_connections! } # a server starts a thread for each connection

get '/posts' do
  titles = Post.order(:id).limit(12).map do |post| # head route
    "#{post.title} by #{post.author.name}\n" # loop route
  end
  titles.join
end

get '/page' do
  @posts = Post.order(:id).limit(12)
  erb :'page.html'
end

get '/post/:id' do
  Post.find(params[:id]).title
end
