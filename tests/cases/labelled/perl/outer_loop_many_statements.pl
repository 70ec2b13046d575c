# A loop over the tables of a schema, with a statement of its own for each.
# loopline: databases sqlite postgresql
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
my @tables = qw(apples pears plums cherries quinces figs grapes);
$database->do("create table $_ (id integer, kilograms integer)") for @tables;
$database->do("insert into $_ " . numbers(5) . ' select i, i * 2 from n') for @tables;
my $total = 0;
for my $table (@tables) {
    my ($kilograms) = $database->selectrow_array("select sum(kilograms) from $table");
    $total += $kilograms;
}
die $total if $total != 210;
