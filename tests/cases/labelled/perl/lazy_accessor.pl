# Objects that load what they belong to when they are asked for it.
# loopline: databases sqlite postgresql
# loopline: finding owner kind=n+1 n=20 episodes=1 table=owners parent=dogs link=owner_id confidence=confirmed
# loopline: twin
package Dog;
use strict;
use warnings;

sub new {
    my ($class, %values) = @_;
    return bless {%values}, $class;
}

sub name { return $_[0]{name} }

sub owner {
    my ($self) = @_;
    return $self->{owner} //= $self->{database}->selectrow_hashref('select * from owners where id = ?', undef, $self->{owner_id});
}

package main;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table owners (id integer primary key, full_name text)');
$database->do('create table dogs (id integer primary key, name text, owner_id integer)');
$database->do('insert into owners ' . numbers(20) . " select 900 + i * 4, 'owner ' || i from n");
$database->do('insert into dogs ' . numbers(20) . " select i, 'dog ' || i, 900 + i * 4 from n");

my $query = is_fixed()
    ? 'select d.*, o.full_name from dogs d join owners o on o.id = d.owner_id order by d.id'
    : 'select * from dogs order by id';
my @dogs = map { Dog->new(%$_, database => $database) } @{$database->selectall_arrayref($query, {Slice => {}})};
if (is_fixed()) {
    $_->{owner} = {full_name => $_->{full_name}} for @dogs;
}
my $list = '';
foreach my $dog (@dogs) { # header: owner
    $list .= $dog->name . ' of ' . $dog->owner->{full_name} . "\n"; # loop: owner
}
die $list if $list !~ /^dog 20 of owner 20$/m;
