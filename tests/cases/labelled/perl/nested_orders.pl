# Customers, their orders, the items of each: two levels.
# loopline: databases sqlite postgresql
# loopline: finding orders kind=n+1 n=8 episodes=1 table=orders parent=customers link=id confidence=confirmed
# loopline: finding items kind=n+1 n=6 episodes=8 table=items parent=orders link=id confidence=confirmed nested=orders
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table customers (id integer primary key, name text)');
$database->do('create table orders (id integer primary key, customer integer)');
$database->do('create table items (id integer primary key, order_id integer, name text)');
$database->do('insert into customers ' . numbers(8) . " select 100 + i * 3, 'customer ' || i from n");
$database->do('insert into orders ' . numbers(48) . ' select 5000 + i * 7, 100 + ((i - 1) / 6 + 1) * 3 from n');
$database->do('insert into items ' . numbers(96) . " select i, 5000 + ((i - 1) / 2 + 1) * 7, 'item ' || i from n");

my $lines = 0;
for my $customer (@{$database->selectcol_arrayref('select id from customers order by id')}) { # header: orders
    my $orders = $database->selectcol_arrayref('select id from orders where customer = ? order by id', undef, $customer); # loop: orders
    for my $order (@$orders) { # header: items
        my $items = $database->selectcol_arrayref('select name from items where order_id = ?', undef, $order); # loop: items
        $lines += @$items;
    }
}
die $lines if $lines != 96;
