# A comparison that asks the database.
# loopline: databases sqlite postgresql
# loopline: finding rank kind=n+1 table=ranks parent=players
# loopline: twin
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table players (id integer primary key, name text)');
$database->do('create table ranks (player integer, points integer)');
$database->do('insert into players ' . numbers(16) . " select 400 + i * 9, 'player ' || i from n");
$database->do('insert into ranks ' . numbers(16) . ' select 400 + i * 9, (i * 7) % 17 from n');

sub points {
    my ($player) = @_;
    return $database->selectrow_array('select points from ranks where player = ?', undef, $player);
}

my @players = @{$database->selectcol_arrayref('select id from players order by name')};
my @sorted;
if (is_fixed()) {
    my %points = map { @$_ } @{$database->selectall_arrayref('select player, points from ranks')};
    @sorted = sort { $points{$b} <=> $points{$a} } @players;
} else {
    @sorted = sort { points($b) <=> points($a) } @players; # loop: rank
}
die "@sorted" if $sorted[-1] != 445;
