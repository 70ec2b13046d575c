# Loops of two to four rounds: the months of a quarter, the sides of a match, the suits of a game.
# loopline: databases sqlite postgresql
# loopline: dismissed "below threshold"
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table sales (month integer, cents integer)');
$database->do('create table sides (name text, goals integer)');
$database->do('create table suits (id integer, name text)');
$database->do('insert into sales ' . numbers(120) . ' select i / 10 + 1, i * 100 from n');
$database->do("insert into sides values ('home', 2), ('away', 1)");
$database->do("insert into suits values (11, 'clubs'), (12, 'spades'), (13, 'hearts'), (14, 'diamonds')");

sub value {
    my ($query, $key) = @_;
    return $database->selectrow_array($query, undef, $key);
}

my $total = 0;
for my $month (4 .. 6) {
    my ($cents) = value('select sum(cents) from sales where month = ?', $month);
    $total += $cents;
}
$total += value('select goals from sides where name = ?', $_) for qw(home away);
my @names = map { value('select name from suits where id = ?', $_) } @{$database->selectcol_arrayref('select id from suits')};
die "@names" if @names != 4 || !$total;
