# map with a block that asks the database for each item.
# loopline: databases sqlite postgresql
# loopline: finding height kind=n+1 n=22 episodes=1 table=heights parent=trees link=id confidence=confirmed
# loopline: twin
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table trees (id integer primary key, species text)');
$database->do('create table heights (tree integer, metres integer)');
$database->do('insert into trees ' . numbers(22) . " select 500 + i * 9, 'species ' || i from n");
$database->do('insert into heights ' . numbers(22) . ' select 500 + i * 9, i from n');

my @heights;
if (is_fixed()) {
    @heights = @{$database->selectcol_arrayref('select metres from trees join heights on tree = id order by id')};
} else {
    my $trees = $database->selectcol_arrayref('select id from trees order by id');
    @heights = map { $database->selectrow_array('select metres from heights where tree = ?', undef, $_) } @$trees; # loop: height
}
die "@heights" if @heights != 22 || $heights[4] != 5;
