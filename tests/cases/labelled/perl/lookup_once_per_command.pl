# Three commands, of which each asks for its own user once.
# loopline: databases sqlite postgresql
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table users (id integer primary key, name text)');
$database->do('insert into users ' . numbers(9) . " select i, 'user ' || i from n");

sub user {
    my ($id) = @_;
    return $database->selectrow_hashref('select id, name from users where id = ?', undef, $id);
}

my %commands = (
    greet => sub { return 'Hello ' . user(1)->{name} },
    leave => sub { return 'Bye ' . user(2)->{name} },
    rename => sub { return user(3)->{name} . ' is ' . user(4)->{name} },
);
my @said = map { $commands{$_}->() } sort keys %commands;
die "@said" if "@said" ne 'Hello user 1 Bye user 2 user 3 is user 4';
