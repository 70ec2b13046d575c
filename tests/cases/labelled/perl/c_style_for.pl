# A list walked by its index.
# loopline: databases sqlite postgresql
# loopline: finding city kind=n+1 n=18 episodes=1 table=cities parent=travellers link=city confidence=confirmed
# loopline: twin
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table cities (id integer primary key, name text)');
$database->do('create table travellers (id integer primary key, city integer)');
$database->do('insert into cities ' . numbers(18) . " select 2000 + i * 5, 'city ' || i from n");
$database->do('insert into travellers ' . numbers(18) . ' select i, 2000 + (19 - i) * 5 from n');

my @names;
if (is_fixed()) {
    @names = @{$database->selectcol_arrayref(
        'select name from travellers t join cities c on c.id = t.city order by t.id')};
} else {
    my @cities = @{$database->selectcol_arrayref('select city from travellers order by id')};
    for (my $i = 0; $i < @cities; $i++) { # header: city
        if ($cities[$i] > 0) {
            ($names[$i]) = $database->selectrow_array('select name from cities where id = ?', undef, $cities[$i]); # loop: city
        } else {
            $names[$i] = '';
        }
    }
}
die $names[0] if $names[0] ne 'city 18';
