# A cache keeps what was asked for: three statements for sixty posts.
# loopline: databases sqlite postgresql
# loopline: dismissed "below threshold"
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table authors (id integer primary key, name text)');
$database->do('create table posts (id integer primary key, author_id integer)');
$database->do('insert into authors ' . numbers(3) . " select i, 'author ' || i from n");
$database->do('insert into posts ' . numbers(60) . ' select i, i % 3 + 1 from n');

my %names;

sub author_name {
    my ($id) = @_;
    return $names{$id} //= ($database->selectrow_array('select name from authors where id = ?', undef, $id))[0];
}

my @lines = map { author_name($_->[1]) } @{$database->selectall_arrayref('select id, author_id from posts')};
die if @lines != 60;
