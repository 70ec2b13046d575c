# A statement, and a loop behind it: for, while, until.
# loopline: databases sqlite postgresql
# loopline: finding wheel kind=n+1 n=16 episodes=1 table=wheels parent=cars link=id confidence=confirmed
# loopline: finding door kind=n+1 n=16 episodes=1 table=doors link=id
# loopline: finding seat kind=n+1 n=16 episodes=1 table=seats link=id
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table cars (id integer primary key)');
$database->do("create table $_ (car integer, pieces integer)") for qw(wheels doors seats);
$database->do('insert into cars ' . numbers(16) . ' select 40 + i * 17 from n');
$database->do('insert into wheels ' . numbers(16) . ' select 40 + i * 17, 4 from n');
$database->do('insert into doors ' . numbers(16) . ' select 40 + i * 17, 5 from n');
$database->do('insert into seats ' . numbers(16) . ' select 40 + i * 17, 2 from n');

my $pieces = 0;

sub add {
    my ($table, $car) = @_;
    my ($more) = $database->selectrow_array("select pieces from $table where car = ?", undef, $car);
    $pieces += $more;
    return;
}

my @cars = @{$database->selectcol_arrayref('select id from cars order by id')};
my ($next, $left) = (0, scalar @cars);
add('wheels', $_) for @cars; # loop: wheel
add('doors', $cars[$next++]) while $next < @cars; # loop: door
add('seats', $cars[--$left]) until $left == 0; # loop: seat
die $pieces if $pieces != 176;
