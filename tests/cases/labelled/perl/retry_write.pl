# A seat is asked for again and again, until whoever holds it has gone.
# loopline: databases sqlite postgresql
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table seats (number integer primary key, guest text)');
$database->do("insert into seats values (1, 'early guest')");

my $tries = 0;
until (eval { $database->do('insert into seats values (?, ?)', undef, 1, 'late guest') }) {
    $database->do('delete from seats where number = 1') if ++$tries == 7;
}
die $tries if $tries != 7;
