# The blog as a site of Rails in one file; server and port are told by the environment.
require 'action_controller/railtie'
require 'rack/handler'
require_relative 'blog'

class Site < Rails::Application
  config.root = __dir__
  config.eager_load = false
  config.consider_all_requests_local = true
  config.secret_key_base = 'none'
  config.hosts.clear
  config.logger = Logger.new(File::NULL)
  routes.append do
    get 'posts', to: 'posts#index'
    get 'page', to: 'posts#page'
    get 'post/:id', to: 'posts#show'
  end
end

class PostsController < ActionController::Base
  prepend_view_path __dir__
  after_action { ActiveRecord::Base.clear_active_connections! } # a server starts a thread for each connection

  def index
    titles = Post.order(:id).limit(12).map do |post| # head route
      "#{post.title} by #{post.author.name}\n" # loop route
    end
    render plain: titles.join
  end

  def page
    @posts = Post.order(:id).limit(12)
    render template: 'page'
  end

  def show
    render plain: Post.find(params[:id]).title
  end
end

Site.initialize!
server = Rack::Handler.get(ENV.fetch('SITE_SERVER'))
%w[INT TERM].each { |signal| trap(signal) { exit } }
server.run(Site, Host: '127.0.0.1', Port: ENV.fetch('SITE_PORT'))
