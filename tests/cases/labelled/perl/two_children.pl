# One loop, two statements a round.
# loopline: databases sqlite postgresql
# loopline: finding phone kind=n+1 n=20 episodes=1 table=phones parent=people link=id confidence=confirmed
# loopline: finding address kind=n+1 n=20 episodes=1 table=addresses parent=people link=id confidence=confirmed
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table people (id integer primary key, name text)');
$database->do('create table phones (person integer, number text)');
$database->do('create table addresses (person integer, street text)');
$database->do('insert into people ' . numbers(20) . " select 60 + i * 21, 'person ' || i from n");
$database->do('insert into phones ' . numbers(20) . " select 60 + i * 21, '0' || i from n");
$database->do('insert into addresses ' . numbers(20) . " select 60 + i * 21, 'street ' || i from n");

my @cards;
my $people = $database->selectall_arrayref('select id, name from people order by id', {Slice => {}});
for my $person (@$people) { # header: phone, header: address
    my ($phone) = $database->selectrow_array('select number from phones where person = ?', undef, $person->{id}); # loop: phone
    my ($street) = $database->selectrow_array('select street from addresses where person = ?', undef, $person->{id}); # loop: address
    push @cards, "$person->{name}, $phone, $street";
}
die scalar @cards if @cards != 20;
