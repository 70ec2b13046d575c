# Active Record with the comment that Rails' query logs put behind statements, by the hand of its own `annotate`.
#
#   tagged.rb sqlite|postgresql
require 'active_record'

ActiveRecord::Base.establish_connection(
  ARGV.first == 'sqlite' ? { adapter: 'sqlite3', database: ':memory:' } : { adapter: 'postgresql', database: ENV.fetch('PGDATABASE') }
)
ActiveRecord::Migration.verbose = false
ActiveRecord::Schema.define do
  create_table(:authors, force: true) { |definition| definition.string :name }
end

class Author < ActiveRecord::Base
end

1.upto(30) { |number| Author.create!(name: "author #{number}") }

def index
  authors = Author.annotate('application:value-of-application,controller:authors,action:index')
  authors.order(:id).pluck(:id).each do |id|
    authors.where(id: id).pluck(:name) # loop line
  end
end

index
