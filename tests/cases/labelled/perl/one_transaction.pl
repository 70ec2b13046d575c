# Rows are written one by one within one transaction: what SQLite is made for.
# loopline: databases sqlite
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table points (x integer, y integer)');
$database->begin_work;
my $insert = $database->prepare('insert into points values (?, ?)');
for my $x (1 .. 80) {
    $insert->execute($x, $x * $x);
}
$database->commit;
my ($sum) = $database->selectrow_array('select sum(y) from points');
die $sum if $sum != 173880;
