# A program that looks every now and then whether a job is done.
# loopline: databases sqlite postgresql
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table jobs (id integer primary key, left_over integer)');
$database->do('insert into jobs values (1, 8)');

for (;;) {
    my ($left) = $database->selectrow_array('select left_over from jobs where id = 1');
    last if !$left;
    $database->do('update jobs set left_over = left_over - 1 where id = 1');
    select undef, undef, undef, 0.01;
}
