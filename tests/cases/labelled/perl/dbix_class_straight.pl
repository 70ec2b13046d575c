# DBIx::Class: find, search and count in a row, and a list that is prefetched.
# loopline: databases sqlite postgresql
package Zoo::Result::Keeper;
use strict;
use warnings;
use base 'DBIx::Class::Core';
__PACKAGE__->table('keepers');
__PACKAGE__->add_columns(qw(id name));
__PACKAGE__->set_primary_key('id');

package Zoo::Result::Animal;
use base 'DBIx::Class::Core';
__PACKAGE__->table('animals');
__PACKAGE__->add_columns(qw(id name keeper_id));
__PACKAGE__->set_primary_key('id');
__PACKAGE__->belongs_to(keeper => 'Zoo::Result::Keeper', 'keeper_id');

package Zoo;
use base 'DBIx::Class::Schema';
__PACKAGE__->register_class(Keeper => 'Zoo::Result::Keeper');
__PACKAGE__->register_class(Animal => 'Zoo::Result::Animal');

package main;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table keepers (id integer primary key, name text)');
$database->do('create table animals (id integer primary key, name text, keeper_id integer)');
$database->do('insert into keepers ' . numbers(5) . " select i, 'keeper ' || i from n");
$database->do('insert into animals ' . numbers(40) . " select i, 'animal ' || i, i % 5 + 1 from n");

my $schema = Zoo->connect(sub { return $database });
my $animals = $schema->resultset('Animal');
my @found = (
    $animals->find(1)->name, $animals->find(2)->name, $animals->find(3)->name, $animals->find(4)->name,
    $animals->find(5)->name, $animals->find(6)->name, $animals->find(7)->name,
);
my $count = $animals->search({keeper_id => 2})->count;
my @names = map { $_->name . $_->keeper->name } $animals->search({}, {prefetch => 'keeper'})->all;
die if @found != 7 || $count != 8 || @names != 40;
