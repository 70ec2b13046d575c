# Every form of loop that Ruby has, over the rows of one statement: loops.rb FORM [sqlite|postgresql].
class Store
  def initialize(driver)
    if driver == 'postgresql'
      require 'pg'
      @connection = PG.connect
      @connection.exec('set client_min_messages to warning')
    else
      require 'sqlite3'
      @database = SQLite3::Database.new(':memory:')
    end
    run('create table item(id integer primary key, name text, next_id integer)')
    run('insert into item with recursive n(i) as (select 1 union all select i + 1 from n where i < 30)' \
        " select i, 'n' || i, i * 7 % 31 from n")
  end

  def run(sql, *values)
    return @connection.exec_params(sql.gsub('?', '$1'), values).values if @connection

    @database.execute(sql, values)
  end

  def ids
    run('select next_id from item order by id').map { |row| row[0].to_i }
  end

  def name(id)
    run('select name from item where id = ?', id)[0][0]
  end
end

STORE = Store.new(ARGV[1] || 'sqlite')

# What `&:` calls.
class Reference
  def initialize(id)
    @id = id
  end

  def name
    STORE.name(@id)
  end

  def to_s
    STORE.name(@id)
  end
end

class Chain
  include Enumerable

  def initialize(ids)
    @ids = ids
  end

  def each
    return to_enum(:each) unless block_given?

    @ids.each { |id| yield id }
  end
end

module Forms
  module_function

  def each
    STORE.ids.each do |id| # head each
      STORE.name(id) # loop each
    end
  end

  def map
    STORE.ids.map { |id| STORE.name(id) } # loop map
  end

  def each_pair
    STORE.ids.each_with_index.to_h.each_pair do |id, _| # head each_pair
      STORE.name(id) # loop each_pair
    end
  end

  def each_with_index
    ids = STORE.ids
    ids.each_with_index do |id, _| # head each_with_index
      STORE.name(id) # loop each_with_index
    end
  end

  def inject
    STORE.ids.inject(0) do |sum, id| # head inject
      sum + STORE.name(id).size # loop inject
    end
  end

  def sort_by
    STORE.ids.sort_by { |id| STORE.name(id) } # loop sort_by
  end

  def for_in
    for id in STORE.ids # head for_in
      STORE.name(id) # loop for_in
    end
  end

  def while_loop
    ids = STORE.ids
    while (id = ids.shift) # head while_loop
      STORE.name(id) # loop while_loop
    end
  end

  def until_loop
    ids = STORE.ids
    until ids.empty? # head until_loop
      STORE.name(ids.shift) # loop until_loop
    end
  end

  def begin_while
    ids = STORE.ids
    begin
      STORE.name(ids.shift) # loop begin_while
    end while ids.any? # head begin_while
  end

  def modifier
    ids = STORE.ids
    STORE.name(ids.shift) while ids.any? # loop modifier
  end

  def kernel_loop
    ids = STORE.ids
    loop do # head kernel_loop
      break if ids.empty?

      STORE.name(ids.shift) # loop kernel_loop
    end
  end

  def times
    ids = STORE.ids
    ids.size.times do |i| # head times
      STORE.name(ids[i]) # loop times
    end
  end

  def upto
    ids = STORE.ids
    0.upto(ids.size - 1) do |i| # head upto
      STORE.name(ids[i]) # loop upto
    end
  end

  def symbol
    references = STORE.ids.map { |id| Reference.new(id) }
    references.map(&:name) # loop symbol
  end

  def method_object
    STORE.ids.each(&STORE.method(:name)) # loop method_object
  end

  def called_lambda
    find = ->(id) { STORE.name(id) }
    STORE.ids.each do |id| # head called_lambda
      find.call(id) # loop called_lambda
    end
  end

  def missing_key
    names = Hash.new { |known, id| known[id] = STORE.name(id) }
    STORE.ids.each do |id| # head missing_key
      names[id] # loop missing_key
    end
  end

  def joined
    references = STORE.ids.map { |id| Reference.new(id) }
    references.join(' ') # loop joined
  end

  def own_each
    Chain.new(STORE.ids).each do |id| # head own_each
      STORE.name(id) # loop own_each
    end
  end

  def own_map
    Chain.new(STORE.ids).map do |id| # head own_map
      STORE.name(id) # loop own_map
    end
  end

  def lazy
    STORE.ids.lazy.map { |id| STORE.name(id) }.reject(&:empty?).to_a # loop lazy
  end

  def slices
    STORE.ids.each_slice(3) do |slice| # head slices
      slice.each do |id|
        STORE.name(id) # loop slices
      end
    end
  end

  def nested_blocks
    STORE.ids.each do |id| # head nested_blocks
      synchronized do
        STORE.name(id) # loop nested_blocks
      end
    end
  end

  def synchronized
    yield
  end

  def rescued
    STORE.ids.each do |id| # head rescued
      begin
        raise ArgumentError
      rescue ArgumentError
        STORE.name(id) # loop rescued
      end
    end
  end

  def fiber
    Fiber.new do
      STORE.ids.each do |id| # head fiber
        STORE.name(id) # loop fiber
      end
    end.resume
  end

  def thread
    Thread.new do
      STORE.ids.each do |id| # head thread
        STORE.name(id) # loop thread
      end
    end.join
  end

  def compacted
    GC.compact
    STORE.ids.each do |id| # head compacted
      GC.compact if id == 7
      STORE.name(id) # loop compacted
    end
  end

  # ---- nothing repeats -------------------------------------------------------------------------------

  def straight
    STORE.name(1)
    STORE.name(2)
    STORE.name(3)
    STORE.name(4)
    STORE.name(5)
    STORE.name(6)
    STORE.name(7)
  end

  def blocks_that_run_once
    1.then { |id| STORE.name(id) }
    2.tap { |id| STORE.name(id) }
    synchronized { STORE.name(3) }
    catch(:done) { STORE.name(4) }
    Mutex.new.synchronize { STORE.name(5) }
    [6].then { |ids| STORE.name(ids[0]) }
    instance_exec(7) { |id| STORE.name(id) }
    lambda { |id| STORE.name(id) }.call(8)
  end

  def own_each_that_yields_in_a_row
    pair = Object.new
    def pair.each
      yield 1
      yield 2
      yield 3
      yield 4
      yield 5
      yield 6
      yield 7
    end
    pair.each { |id| STORE.name(id) }
  end
end

Forms.public_send(ARGV[0])
