# A table is read in pages, each from the last id on.
# loopline: databases sqlite postgresql
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table entries (id integer primary key, text text)');
$database->do('insert into entries ' . numbers(200) . " select i * 3, 'entry ' || i from n");

my ($last, $count) = (0, 0);
while (1) {
    my $page = $database->selectall_arrayref('select id, text from entries where id > ? order by id limit 20', undef, $last);
    last if !@$page;
    $count += @$page;
    $last = $page->[-1][0];
}
die $count if $count != 200;
