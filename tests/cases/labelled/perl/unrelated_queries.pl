# A program that runs each of its statements once or twice, in a loop around everything.
# loopline: databases sqlite postgresql
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table a (id integer)');
$database->do('create table b (id integer)');
$database->do('insert into a ' . numbers(10) . ' select i from n');
$database->do('insert into b ' . numbers(10) . ' select i from n');

my @results;
foreach my $table (qw(a b)) {
    push @results, $database->selectrow_array("select count(*) from $table");
    push @results, $database->selectrow_array("select max(id) from $table");
    push @results, $database->selectrow_array("select min(id) from $table where id > 3");
    push @results, $database->selectrow_array("select sum(id) from $table");
}
die "@results" if "@results" ne '10 10 4 55 10 10 4 55';
