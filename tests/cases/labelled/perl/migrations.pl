# Files of a schema are run one after the other.
# loopline: databases sqlite postgresql
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
my @migrations =
    map { ("create table part_$_ (id integer primary key, name text)", "create index part_${_}_name on part_$_ (name)") } 1 .. 8;
for my $statement (@migrations) {
    $database->do($statement);
}
$database->do('create table done (number integer)');
$database->do('insert into done select 8');
my ($done) = $database->selectrow_array('select number from done');
die if $done != 8;
