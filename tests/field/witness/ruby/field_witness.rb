# The witness of Ruby programs: each statement that the gem sqlite3 begins (Database#trace), with Ruby's own stack.
# Loaded by RUBYOPT; does nothing unless FIELD_WITNESS names a directory. Writes what the witness of Python programs does
# (../python/sitecustomize.py). TracePoint counts the calls of methods, blocks and C functions: an activation is told by
# the number that its call got. Ruby gives the line of a call, and not more.

module FieldWitness
  DIRECTORY = ENV["FIELD_WITNESS"]
  Entry = Struct.new(:number, :event, :path, :line, :merged)
  LOCK = Mutex.new
  @calls = 0
  @connections = 0

  class << self
    def stack
      Thread.current[:field_witness] ||= [] # a fiber's own
    end

    def entered(point)
      stack = self.stack
      top = stack.last
      # A method made of a block is entered by both events, and is one frame.
      if point.event == :b_call && top && top.event == :call && top.path == point.path && top.line == point.lineno
        top.merged = true
        return
      end
      stack.push(Entry.new(@calls += 1, point.event, point.path, point.lineno, false))
    end

    def left(point)
      stack = self.stack
      if point.event == :b_return && stack.last&.merged
        stack.last.merged = false
      else
        stack.pop
      end
    end

    def begin
      require "json"
      require "sqlite3"
      SQLite3::Database.prepend(Watched)
      TracePoint.new(:call, :b_call, :c_call) { |point| entered(point) }.enable
      TracePoint.new(:return, :b_return, :c_return) { |point| left(point) }.enable
    end

    def connection
      @connections += 1
    end

    def request
      File.read("#{DIRECTORY}/request").to_i
    rescue SystemCallError
      0
    end

    # The stack of the block that SQLite's trace calls, that one left out.
    def statement(sql, connection, locations)
      return if sql.start_with?("-- ")
      entries = stack.reverse
      entries.shift(3) # `reverse`, this method, the block
      inner = []
      locations.each_with_index do |location, depth|
        next if location.label.start_with?("rescue in ", "ensure in ")
        entry = entries.shift
        number = entry ? entry.number : -(locations.length - depth)
        inner.unshift([number, location])
      end
      LOCK.synchronize { write(sql, connection, inner) }
    end

    def write(sql, connection, inner)
      if @owner != Process.pid
        @log = File.open("#{DIRECTORY}/#{Process.pid}.jsonl", "a")
        @log.sync = true
        @owner = Process.pid
        @sites = {}
      end
      stack = inner.map { |number, location| [number, site(location)] }
      @log.puts(JSON.generate("statement" => sql, "request" => request, "thread" => Thread.current.object_id,
                              "connection" => connection, "driver" => "sqlite", "stack" => stack))
    end

    def site(location)
      file = location.absolute_path || location.path
      key = [file, location.lineno, location.label]
      @sites[key] ||= begin
        number = @sites.length + 1
        @log.puts(JSON.generate("site" => number, "file" => file, "line" => location.lineno, "function" => location.label,
                                "code_file" => file, "code_line" => location.lineno, "instruction" => location.lineno,
                                "many" => false))
        number
      end
    end
  end

  module Watched
    def initialize(*arguments, **named, &block)
      super
      number = FieldWitness.connection
      trace { |sql| FieldWitness.statement(sql, number, caller_locations(1)) }
    end
  end
end

FieldWitness.begin if FieldWitness::DIRECTORY
