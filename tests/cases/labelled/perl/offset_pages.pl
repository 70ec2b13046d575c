# A table is read in pages, by limit and offset.
# loopline: databases sqlite postgresql
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table entries (id integer primary key, text text)');
$database->do('insert into entries ' . numbers(180) . " select i * 3, 'entry ' || i from n");

my ($offset, $count) = (0, 0);
for (;;) {
    my $page = $database->selectall_arrayref('select id, text from entries order by id limit 20 offset ?', undef, $offset);
    $count += @$page;
    last if @$page < 20;
    $offset += 20;
}
die $count if $count != 180;
