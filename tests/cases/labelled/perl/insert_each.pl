# Lines of a log go into the database one by one, without a transaction.
# loopline: databases sqlite postgresql
# loopline: finding line kind=write-loop n=40 episodes=1 table=log
# loopline: twin
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table log (id integer, line text)');
my @lines = map { "line $_" } 1 .. 40;

if (is_fixed()) {
    my $rows = join ', ', ('(?, ?)') x @lines;
    my $number = 0;
    $database->do("insert into log values $rows", undef, map { (++$number, $_) } @lines);
} else {
    my $insert = $database->prepare('insert into log values (?, ?)');
    while (my ($number, $line) = each @lines) {
        $insert->execute($number, $line); # loop: line
    }
}
my ($count) = $database->selectrow_array('select count(*) from log');
die $count if $count != 40;
