# Ids are asked for in statements of twenty each.
# loopline: databases sqlite postgresql
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table words (id integer primary key, word text)');
$database->do('insert into words ' . numbers(200) . " select i, 'word ' || i from n");

my @ids = 1 .. 200;
my %words;
while (my @chunk = splice @ids, 0, 20) {
    my $marks = join ', ', ('?') x @chunk;
    my $rows = $database->selectall_arrayref("select id, word from words where id in ($marks)", undef, @chunk);
    $words{$_->[0]} = $_->[1] for @$rows;
}
die if keys %words != 200;
