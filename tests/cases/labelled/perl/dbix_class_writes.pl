# DBIx::Class: rows are made one by one in a transaction, and rows are updated one by one without.
# loopline: databases sqlite postgresql
# loopline: finding made kind=write-loop n=15 table=notes on=postgresql
# loopline: finding changed kind=write-loop n=15 table=marks
package Desk::Result::Note;
use strict;
use warnings;
use base 'DBIx::Class::Core';
__PACKAGE__->table('notes');
__PACKAGE__->add_columns(qw(id text));
__PACKAGE__->set_primary_key('id');

package Desk::Result::Mark;
use base 'DBIx::Class::Core';
__PACKAGE__->table('marks');
__PACKAGE__->add_columns(qw(id seen));
__PACKAGE__->set_primary_key('id');

package Desk;
use base 'DBIx::Class::Schema';
__PACKAGE__->register_class(Note => 'Desk::Result::Note');
__PACKAGE__->register_class(Mark => 'Desk::Result::Mark');

package main;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table notes (id integer primary key, text text)');
$database->do('create table marks (id integer primary key, seen integer)');
$database->do('insert into marks ' . numbers(15) . ' select i, 0 from n');

my $schema = Desk->connect(sub { return $database });
$schema->txn_do(
    sub {
        $schema->resultset('Note')->create({id => $_, text => "note $_"}) for 1 .. 15; # loop: made on=postgresql
    }
);
for my $mark ($schema->resultset('Mark')->all) {
    $mark->update({seen => $mark->id}); # loop: changed
}
my ($seen) = $database->selectrow_array('select sum(seen) from marks');
die $seen if $seen != 120;
