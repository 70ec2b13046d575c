# A page of Mojo::Template that asks the database for each line.
# loopline: databases sqlite postgresql
# loopline: finding weight kind=n+1 n=17 episodes=1 table=weights parent=animals link=id confidence=confirmed
# loopline: twin
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/..";
use Mojo::Template;
use Support;

my $database = open_database();
$database->do('create table animals (id integer primary key, name text)');
$database->do('create table weights (animal integer, kilograms integer)');
$database->do('insert into animals ' . numbers(17) . " select 70 + i * 9, 'animal ' || i from n");
$database->do('insert into weights ' . numbers(17) . ' select 70 + i * 9, i * 2 from n');

sub kilograms {
    my ($animal) = @_;
    return $animal->{kilograms} if $animal->{kilograms};
    my ($weight) = $database->selectrow_array('select kilograms from weights where animal = ?', undef, $animal->{id});
    return $weight;
}

my $query = is_fixed()
    ? 'select name, kilograms from animals join weights on animal = id order by id'
    : 'select id, name from animals order by id';
my $animals = $database->selectall_arrayref($query, {Slice => {}});
my $file = "$FindBin::Bin/page.html.ep";
my $page = Mojo::Template->new(vars => 1, name => $file)->render_file($file, {animals => $animals, kilograms => \&kilograms});
die $page if $page !~ /animal 3: 6 kg/;
