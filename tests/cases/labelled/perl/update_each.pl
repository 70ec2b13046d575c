# Prices go up, row by row, each in a transaction of its own.
# loopline: databases sqlite postgresql
# loopline: finding raise kind=write-loop n=30 episodes=1 table=prices
# loopline: twin
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table prices (id integer primary key, cents integer)');
$database->do('insert into prices ' . numbers(30) . ' select i * 3, i * 100 from n');

if (is_fixed()) {
    $database->do('update prices set cents = cents + 5');
} else {
    my $prices = $database->selectall_arrayref('select id, cents from prices order by id');
    for my $price (@$prices) { # header: raise
        my ($id, $cents) = @$price;
        $database->do('update prices set cents = ? where id = ?', undef, $cents + 5, $id); # loop: raise
    }
}
my ($total) = $database->selectrow_array('select sum(cents) from prices');
die $total if $total != 46650;
