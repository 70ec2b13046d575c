#!/usr/bin/env perl
# Every kind of relationship of DBIx::Class, with and without fetching ahead, and what merely looks alike:
#
#   relations.pl [sqlite|postgresql] [SCENARIO...]      every scenario where none is named
#
# A line that should fetch ahead ends in "n+1", once for each statement that it repeats (`# n+1 n+1`); a scenario
# without such a line is one in which nothing should be found.
use strict;
use warnings;

use constant ROWS => 12;

package Shelf::Result::Writer {
    use parent 'DBIx::Class::Core';
    __PACKAGE__->table('writers');
    __PACKAGE__->add_columns(qw(id name));
    __PACKAGE__->set_primary_key('id');
    __PACKAGE__->has_many(books => 'Shelf::Result::Book', 'writer_id');
    __PACKAGE__->might_have(address => 'Shelf::Result::Address', 'writer_id');
}

package Shelf::Result::Address {
    use parent 'DBIx::Class::Core';
    __PACKAGE__->table('addresses');
    __PACKAGE__->add_columns(qw(id name writer_id));
    __PACKAGE__->set_primary_key('id');
}

package Shelf::Result::Book {
    use parent 'DBIx::Class::Core';
    __PACKAGE__->table('books');
    __PACKAGE__->add_columns(qw(id name writer_id));
    __PACKAGE__->set_primary_key('id');
    __PACKAGE__->belongs_to(writer => 'Shelf::Result::Writer', 'writer_id');
    __PACKAGE__->has_many(reviews => 'Shelf::Result::Review', 'book_id');
    __PACKAGE__->has_many(book_topics => 'Shelf::Result::BookTopic', 'book_id');
    __PACKAGE__->many_to_many(topics => 'book_topics', 'topic');
}

package Shelf::Result::Review {
    use parent 'DBIx::Class::Core';
    __PACKAGE__->table('reviews');
    __PACKAGE__->add_columns(qw(id name book_id));
    __PACKAGE__->set_primary_key('id');
    __PACKAGE__->belongs_to(book => 'Shelf::Result::Book', 'book_id');
}

package Shelf::Result::Topic {
    use parent 'DBIx::Class::Core';
    __PACKAGE__->table('topics');
    __PACKAGE__->add_columns(qw(id name));
    __PACKAGE__->set_primary_key('id');
}

package Shelf::Result::BookTopic {
    use parent 'DBIx::Class::Core';
    __PACKAGE__->table('book_topics');
    __PACKAGE__->add_columns(qw(id name book_id topic_id));
    __PACKAGE__->set_primary_key('id');
    __PACKAGE__->belongs_to(topic => 'Shelf::Result::Topic', 'topic_id');
}

package Shelf {
    use parent 'DBIx::Class::Schema';
    __PACKAGE__->register_class($_, "Shelf::Result::$_") for qw(Writer Address Book Review Topic BookTopic);
}

package main;

my $driver = shift // 'sqlite';
my $schema = Shelf->connect($driver eq 'sqlite' ? 'dbi:SQLite::memory:' : 'dbi:Pg:', undef, undef,
    { RaiseError => 1, PrintWarn => 0 });

sub table {
    my ($name, @keys) = @_;
    my @strides = (5, 7);
    my $columns = join '', map { ", $_ integer" } @keys;
    my $values  = join '', map { ", i * $_ % ${\ROWS} + 1" } @strides[0 .. $#keys];
    my $dbh = $schema->storage->dbh;
    $dbh->do("create table $name (id integer primary key, name text$columns)");
    $dbh->do("insert into $name with recursive n(i) as (select 1 union all select i + 1 from n where i < ${\ROWS})"
        . " select i, '$name ' || i$values from n");
    return;
}

sub all { return $schema->resultset(shift)->search(undef, { order_by => 'me.id', @_ })->all }

# In the order of their names.
my %scenarios = (
    many => sub {
        for my $writer (all('Writer')) {
            my @books = $writer->books->all;    # n+1
        }
    },
    many_prefetched => sub {
        for my $writer (all('Writer', prefetch => 'books')) {
            my @books = $writer->books->all;
        }
    },
    many_in_map => sub {
        my @counts = map { scalar(my @books = $_->books->all) } all('Writer');    # n+1
    },
    many_in_grep => sub {
        my @with_books = grep { $_->books->first } all('Writer');    # n+1
    },
    many_counted => sub {
        for my $writer (all('Writer')) {
            my $count = $writer->books->count;    # n+1
        }
    },
    many_counted_although_prefetched => sub {
        for my $writer (all('Writer', prefetch => 'books')) {
            my $count = $writer->books->search({ 'me.name' => { '!=', 'x' } })->count;    # n+1
        }
    },
    many_of_a_condition => sub {
        for my $writer (all('Writer')) {
            my @books = $writer->search_related('books', { 'me.name' => { '!=', 'x' } })->all;    # n+1
        }
    },
    many_by_next => sub {
        my $writers = $schema->resultset('Writer')->search(undef, { order_by => 'me.id' });
        while (my $writer = $writers->next) {
            my $first = $writer->books->first;    # n+1
        }
    },
    many_not_asked => sub {
        for my $writer (all('Writer')) {
            my $name = $writer->name;
        }
    },
    many_of_the_first => sub {
        my @books = $schema->resultset('Writer')->search(undef, { order_by => 'id', rows => 1 })->single->books->all;
    },
    owner => sub {
        for my $review (all('Review')) {
            my $name = $review->book->name;    # n+1
        }
    },
    owner_prefetched => sub {
        for my $review (all('Review', prefetch => 'book')) {
            my $name = $review->book->name;
        }
    },
    owner_found => sub {
        for my $review (all('Review')) {
            my $book = $schema->resultset('Book')->find($review->book_id);    # n+1
        }
    },
    owner_of_owner => sub {
        for my $review (all('Review')) {
            my $name = $review->book->writer->name;    # n+1 n+1
        }
    },
    owner_of_owner_half_prefetched => sub {
        for my $review (all('Review', prefetch => 'book')) {
            my $name = $review->book->writer->name;    # n+1
        }
    },
    owner_of_owner_prefetched => sub {
        for my $review (all('Review', prefetch => { book => 'writer' })) {
            my $name = $review->book->writer->name;
        }
    },
    levels => sub {
        for my $writer (all('Writer')) {
            for my $book ($writer->books->all) {    # n+1
                my @reviews = $book->reviews->all;    # n+1
            }
        }
    },
    levels_prefetched => sub {
        for my $writer (all('Writer', prefetch => { books => 'reviews' })) {
            for my $book ($writer->books->all) {
                my @reviews = $book->reviews->all;
            }
        }
    },
    both_many => sub {
        for my $book (all('Book')) {
            my @names = map { $_->name } $book->topics->all;    # n+1
        }
    },
    one => sub {
        for my $writer (all('Writer')) {
            my $address = $writer->address;    # n+1
        }
    },
    one_prefetched => sub {
        for my $writer (all('Writer', prefetch => 'address')) {
            my $address = $writer->address;
        }
    },
    columns_alone => sub {
        my @names = $schema->resultset('Book')->search(undef, { order_by => 'id' })->get_column('name')->all;
    },
    at_once => sub {
        my @books = $schema->resultset('Book')->search({ id => [1, 2, 3, 5, 8] })->all;
    },
    filled_at_once => sub {
        $schema->resultset('Topic')->populate([[qw(id name)], map { [$_, "topic $_"] } 101 .. 130]);
    },
);

table('writers');
table('addresses', 'writer_id');
table('books', 'writer_id');
table('reviews', 'book_id');
table('topics');
table('book_topics', 'book_id', 'topic_id');
$scenarios{$_}->() for @ARGV ? @ARGV : sort keys %scenarios;
