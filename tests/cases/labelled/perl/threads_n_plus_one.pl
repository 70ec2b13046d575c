# Each of three threads of Perl's own goes over its part of a list.
# loopline: databases sqlite postgresql
# loopline: finding weight kind=n+1 n=10 episodes=3 table=weights parent=parcels link=id confidence=confirmed
use threads;
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table parcels (id integer primary key, van integer)');
$database->do('create table weights (parcel integer, grams integer)');
$database->do('insert into parcels ' . numbers(30) . ' select 600 + i * 13, i % 3 from n');
$database->do('insert into weights ' . numbers(30) . ' select 600 + i * 13, i from n');
$database->disconnect;

sub load {
    my ($van) = @_;
    my $own = open_database();
    my $parcels = $own->selectcol_arrayref('select id from parcels where van = ? order by id', undef, $van);
    my $grams = 0;
    foreach my $parcel (@$parcels) { # header: weight
        my ($more) = $own->selectrow_array('select grams from weights where parcel = ?', undef, $parcel); # loop: weight
        $grams += $more;
    }
    $own->disconnect;
    return $grams;
}

my @threads = map { threads->create(\&load, $_) } 0 .. 2;
my $total = 0;
$total += $_->join for @threads;
die $total if $total != 465;
