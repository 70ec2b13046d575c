# Many rows a statement, and what DBI makes of a list of tuples by itself.
# loopline: databases sqlite postgresql
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database(AutoCommit => 0);
$database->do('create table cells (x integer, y integer)');
my @cells = map { [$_ % 20, int $_ / 20] } 0 .. 399;
while (my @chunk = splice @cells, 0, 50) {
    my $rows = join ', ', ('(?, ?)') x @chunk;
    $database->do("insert into cells values $rows", undef, map { @$_ } @chunk);
}
my $insert = $database->prepare('insert into cells values (?, ?)');
$insert->execute_array({}, [1 .. 30], [31 .. 60]);
$database->commit;
my ($count) = $database->selectrow_array('select count(*) from cells');
die $count if $count != 430;
$database->disconnect;
