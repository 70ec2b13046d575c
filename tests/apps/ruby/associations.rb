# What Active Record does for every kind of association, with and without loading ahead, and what merely looks alike.
#
#   associations.rb [sqlite|postgresql] [SCENARIO...]      every scenario where none is named
#
# A scenario is a method of Scenarios. A line that should load ahead ends in "n+1", once for each statement that it
# repeats (`# n+1 n+1`); a method without such a line is one in which nothing should be found.
require 'active_record'
require 'tempfile'

FILE = Tempfile.new('associations') # Not in memory: that would be one database for each thread.
driver = ARGV.shift || 'sqlite'
ActiveRecord::Base.establish_connection(
  driver == 'sqlite' ? { adapter: 'sqlite3', database: FILE.path } : { adapter: 'postgresql', database: ENV.fetch('PGDATABASE') }
)
ActiveRecord::Migration.verbose = false
ROWS = Integer(ENV.fetch('ROWS', '12'))
STRIDES = [5, 7].freeze # Prime to ROWS, so that keys do not come in the order of rows.

def table(name, **columns)
  ActiveRecord::Schema.define do
    create_table(name, force: true) do |definition|
      definition.string :name
      columns.each { |column, type| definition.column(column, type == :key ? :integer : type) }
    end
  end
  stride = STRIDES.dup
  values = columns.map do |column, type|
    case type
    when :key then "i * #{stride.rotate!.first} % #{ROWS} + 1"
    when :string then "'#{column == :type ? 'Page' : 'Book'}'"
    else 'null'
    end
  end
  ActiveRecord::Base.connection.execute(
    "insert into #{name} (#{['name', *columns.keys].join(', ')}) with recursive n(i) as (select 1 union all " \
    "select i + 1 from n where i < #{name == :reviews ? 3 * ROWS : ROWS}) select #{["'#{name} ' || i", *values].join(', ')} from n"
  )
end

table :genres
table :people, press_id: :key
table :presses
table :books, genre_id: :key, writer_id: :key
table :reviews, book_id: :key, reader_id: :key
table :essays, genre_id: :key
table :pupils
table :teachers
table :lessons, pupil_id: :key, teacher_id: :key
table :firms
table :contracts, firm_id: :key, client_id: :key
table :clients, trade_id: :key
table :trades
table :companies
table :addresses, company_id: :key
table :papers, parent_id: :key, type: :string, writer_id: :key
table :countries, cities_count: :integer
table :cities, country_id: :key
table :users
table :submissions, user_id: :key
table :attachments, submission_id: :key
table :roles, subject_id: :key, subject_type: :string

class Record < ActiveRecord::Base
  self.abstract_class = true
end

class Press < Record
  has_many :people
end

class Person < Record
  belongs_to :press
end

class Genre < Record
  has_many :books, inverse_of: :genre
  has_many :essays
end

class Book < Record
  belongs_to :genre, inverse_of: :books
  belongs_to :writer, class_name: 'Person'
  has_many :reviews, inverse_of: :book
  has_many :notes, class_name: 'Review'
  has_many :roles, as: :subject, inverse_of: :subject
  scope :with_reviews, -> { includes(:reviews) }
  scope :of_genre, ->(name) { where(genres: { name: name }).includes(:genre).references(:genres) }
end

class Novel < Book
  self.inheritance_column = nil
end

class Review < Record
  belongs_to :book, inverse_of: :reviews
  belongs_to :reader, class_name: 'Person'
end

class Essay < Record
  belongs_to :genre
end

class Lesson < Record
  belongs_to :pupil
  belongs_to :teacher
end

class Pupil < Record
  has_and_belongs_to_many :teachers, join_table: :lessons
  validates_uniqueness_of :name
end

class Teacher < Record
end

class Contract < Record
  belongs_to :firm
  belongs_to :client
end

class Firm < Record
  has_many :contracts
  has_many :clients, through: :contracts
  has_many :trades, through: :clients
end

class Client < Record
  belongs_to :trade
end

class Trade < Record
end

class Company < Record
  has_one :address
end

class Address < Record
end

class Paper < Record
  belongs_to :parent, class_name: 'Paper', optional: true
  belongs_to :writer, class_name: 'Person'
  has_many :children, class_name: 'Paper', foreign_key: 'parent_id'
end

class Page < Paper
end

class Country < Record
  has_many :cities
end

class City < Record
  belongs_to :country, counter_cache: true
end

class User < Record
  has_one :submission
  has_one :attachment, through: :submission
end

class Submission < Record
  has_one :attachment
end

class Attachment < Record
end

class Role < Record
  belongs_to :subject, polymorphic: true
end

# The methods are run in the order in which they stand.
module Scenarios
  module_function

  # ---- has_many

  def many_mapped
    Book.all.each { |book| book.reviews.map(&:name) } # n+1
  end

  def many_by_sql
    Book.find_by_sql('SELECT * FROM books').each { |book| book.reviews.map(&:name) } # n+1
  end

  def many_first
    Book.last(ROWS).each do |book|
      book.reviews.first # n+1
    end
  end

  def many_last
    Book.last(ROWS).each do |book|
      book.reviews.last # n+1
    end
  end

  def many_plucked
    Book.last(ROWS).each do |book|
      book.reviews.pluck(:id) # n+1
    end
  end

  def many_empty
    Book.all.each { |book| book.reviews.empty? } # n+1
  end

  def many_include
    review = Review.last
    Book.all.each { |book| book.reviews.include?(review) } # n+1
  end

  def many_counted
    Book.all.each { |book| book.reviews.count } # n+1
  end

  def many_counted_although_included
    Book.includes(:reviews).each { |book| book.reviews.count } # n+1
  end

  def many_sized
    Genre.all.each { |genre| genre.books.size } # n+1
  end

  def many_of_a_condition
    Genre.all.each { |genre| genre.books.where(name: 'books 1').size } # n+1
  end

  def reviews_empty?(book)
    book.reviews.empty?
  end

  def many_in_a_helper
    Book.all.each { |book| reviews_empty?(book) } # n+1
  end

  def many_in_a_fiber
    Fiber.new do
      Book.all.each { |book| book.reviews.map(&:name) } # n+1
    end.resume
  end

  def many_in_a_thread
    Thread.new do
      Book.all.each { |book| book.reviews.map(&:name) } # n+1
    end.join
  end

  def many_of_another_class
    Book.last(ROWS).map { |book| book.becomes(Novel) }.each do |novel|
      novel.reviews.map(&:id) # n+1
    end
  end

  def preload(book)
    return ActiveRecord::Associations::Preloader.new.preload([book], [:reviews]) if ActiveRecord::VERSION::MAJOR < 7

    ActiveRecord::Associations::Preloader.new(records: [book], associations: [:reviews]).call
  end

  def preloader_for_each
    Book.last(ROWS).map do |book|
      preload(book) # n+1
      book.reviews.map(&:id)
    end
  end

  def many_included
    Book.includes(:reviews).each { |book| book.reviews.map(&:name) }
  end

  def many_included_first
    Book.includes(:reviews).each { |book| book.reviews.first&.name }
  end

  def many_included_empty
    Book.includes(:reviews).each { |book| book.reviews.empty? }
  end

  def many_included_unused
    Book.includes(:reviews).map(&:name)
  end

  def many_not_asked
    Book.all.map(&:name)
  end

  def many_of_the_first
    Book.first.reviews.map(&:name)
  end

  def many_after_all
    Book.all.to_a
    Book.first.reviews.map(&:name)
  end

  def many_inverse
    Book.includes(:reviews).each do |book|
      book.reviews.each { |review| "#{review.name} #{review.book.name}" }
    end
  end

  def many_inverse_in_batches
    Book.first.reviews.find_each { |review| "#{review.name} #{review.book.name}" }
  end

  def two_of_one_class_included
    Book.includes(:reviews, :notes).last(ROWS)
  end

  def in_and_out_of_a_block
    Book.last.reviews.pluck(:id)
    1.times { Book.last.reviews.pluck(:id) }
  end

  def included_by_a_scope
    Book.with_reviews.each { |book| book.reviews.map(&:name) }
  end

  def joined_by_a_scope
    Book.of_genre('genres 1').each { |book| book.genre.name }
  end

  # ---- two levels

  def levels_nothing_included
    Genre.all.each do |genre|
      genre.books.each do |book| # n+1
        book.reviews.map(&:name) # n+1
      end
    end
  end

  def levels_outer_included
    Genre.includes(:books).each do |genre|
      genre.books.each do |book|
        book.reviews.map(&:name) # n+1
      end
    end
  end

  def levels_all_included
    Genre.includes(books: :reviews).each { |genre| genre.books.each { |book| book.reviews.map(&:name) } }
  end

  def levels_joined
    Genre.includes(books: :reviews).where('books.id > 0').references(:books).each do |genre|
      genre.books.each { |book| book.reviews.map(&:name) }
    end
  end

  def levels_unused
    Genre.includes(books: :reviews).each { |genre| genre.books.map(&:name) }
  end

  def two_side_by_side
    Genre.all.each do |genre|
      genre.books.map(&:name)  # n+1
      genre.essays.map(&:name) # n+1
    end
  end

  def one_of_two_included
    Genre.includes(:books).each do |genre|
      genre.books.map(&:name)
      genre.essays.map(&:name) # n+1
    end
  end

  def two_included
    Genre.includes(%i[books essays]).each do |genre|
      genre.books.map(&:name)
      genre.essays.map(&:name)
    end
  end

  # ---- belongs_to

  def owner
    Review.all.each { |review| review.book.name } # n+1
  end

  def owner_of_the_last
    Review.last(ROWS).each do |review|
      review.book # n+1
    end
  end

  def owner_of_one
    Review.first.book.name
  end

  def owner_included
    Review.includes(:book).each { |review| review.book.name }
  end

  def owner_included_unused
    Review.includes(:book).map(&:name)
  end

  def owner_of_owner
    Review.all.each { |review| review.book.genre.name } # n+1 n+1
  end

  def owner_of_owner_of_one
    Review.first.book.genre.name
  end

  def owner_of_owner_half_included
    Review.includes(:book).each { |review| review.book.genre.name } # n+1
  end

  def owner_of_owner_included
    Review.includes(book: :genre).each { |review| review.book.genre.name }
  end

  def owner_by_the_other_way
    Review.includes(%i[reader book]).where('people.id > 0').references(:people)
          .each { |review| review.book.writer.name } # n+1
  end

  def owner_three_deep
    Review.includes(book: :writer).where("books.name like 'books%'").references(:books).each do |review|
      review.book.writer.press.name # n+1
    end
  end

  # ---- has_and_belongs_to_many, through, has_one

  def both_many
    Pupil.all.each { |pupil| pupil.teachers.map(&:name) } # n+1
  end

  def both_many_empty
    Pupil.all.each { |pupil| pupil.teachers.empty? } # n+1
  end

  def both_many_included
    Pupil.includes(:teachers).each { |pupil| pupil.teachers.map(&:name) }
  end

  def through
    Firm.all.each { |firm| firm.clients.map(&:name) } # n+1
  end

  def through_preloaded
    Firm.preload(:clients).each { |firm| firm.clients.map(&:name) }
  end

  def through_joined
    Firm.eager_load(:clients).each { |firm| firm.clients.map(&:name) }
  end

  def through_two
    Firm.all.each { |firm| firm.trades.map(&:name) } # n+1
  end

  def through_two_preloaded
    Firm.preload(:trades).each { |firm| firm.trades.map(&:name) }
  end

  def through_two_joined
    Firm.eager_load(:trades).each { |firm| firm.trades.map(&:name) }
  end

  def one
    Company.all.each { |company| company.address.name } # n+1
  end

  def one_included
    Company.includes(:address).each { |company| company.address.name }
  end

  def one_through
    User.all.each { |user| user.attachment.name } # n+1
  end

  def one_through_included
    User.includes(:attachment).each { |user| user.attachment.name }
  end

  def one_through_joined
    User.eager_load(:attachment).each { |user| user.attachment.name }
  end

  # ---- inheritance, polymorphic associations, counters, writes

  def inherited
    Page.all.each { |page| page.writer.name } # n+1
  end

  def inherited_included
    Page.includes(:writer).each { |page| page.writer.name }
  end

  def polymorphic
    Role.all.to_a.each { |role| role.subject } # n+1
  end

  def polymorphic_preloaded
    Role.preload(:subject).to_a.each { |role| role.subject }
  end

  def polymorphic_inverse
    Book.preload(roles: :subject).each { |book| book.roles.each { |role| role.subject } }
  end

  def counter
    Country.update_all('cities_count = 1')
    Country.all.each { |country| country.cities.size }
  end

  def counter_not_used
    Country.all.each { |country| country.cities.count } # n+1
  end

  def counter_of_one
    Country.first.cities.size
  end

  def saved_then_asked
    first = Paper.new(name: 'first', writer: Person.first)
    first.children.build(name: 'child', writer: Person.last)
    first.save!
    second = Paper.new(name: 'second', parent: first, writer: first.writer)
    second.save!
    second.parent.name
    first.children.each(&:name)
    first.children.destroy_all
  end
end

every = Scenarios.singleton_methods(false).select { |name| Scenarios.method(name).arity.zero? }
names = ARGV.empty? ? every : ARGV
names.each { |name| Scenarios.public_send(name) }
puts 'done'
