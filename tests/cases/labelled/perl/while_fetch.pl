# Rows are fetched one by one, and each is followed by a statement of its own.
# loopline: databases sqlite postgresql
# loopline: finding stock kind=n+1 n=25 episodes=1 table=stocks parent=products link=id confidence=confirmed
# loopline: twin
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table products (id integer primary key, name text)');
$database->do('create table stocks (product integer, pieces integer)');
$database->do('insert into products ' . numbers(25) . " select 300 + i * 11, 'product ' || i from n");
$database->do('insert into stocks ' . numbers(25) . ' select 300 + i * 11, i * 3 from n');

my $total = 0;
if (is_fixed()) {
    ($total) = $database->selectrow_array('select sum(pieces) from products join stocks on product = id');
} else {
    my $products = $database->prepare('select id, name from products order by id');
    my $stock = $database->prepare('select pieces from stocks where product = ?');
    $products->execute;
    while (my $row = $products->fetchrow_hashref) { # header: stock
        $stock->execute($row->{id}); # loop: stock
        ($total) = ($total + $stock->fetchrow_array);
        $stock->finish;
    }
}
die $total if $total != 975;
