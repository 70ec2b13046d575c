# Every helper asks its own thing of a statement that is kept prepared.
# loopline: databases sqlite postgresql
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table totals (shop integer, cents integer)');
$database->do('insert into totals ' . numbers(90) . ' select i % 9, i from n');

sub total {
    my ($shop) = @_;
    my $statement = $database->prepare_cached('select sum(cents) from totals where shop = ?');
    my ($total) = $database->selectrow_array($statement, undef, $shop);
    return $total;
}

sub north { return total(1) + total(2) + total(3) }
sub south { return total(4) + total(5) + total(6) }
sub east { return total(7) + total(8) + total(0) }

die if north() + south() + east() != 4095;
