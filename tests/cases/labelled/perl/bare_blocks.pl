# Bare blocks, do blocks, eval blocks and a sub called in a row: none of them is a loop.
# loopline: databases sqlite postgresql
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table flags (name text primary key, value integer)');
$database->do("insert into flags values ('a', 1), ('b', 2), ('c', 3), ('d', 4), ('e', 5), ('f', 6), ('g', 7)");
my $sum = 0;

sub add {
    my ($name) = @_;
    my ($value) = $database->selectrow_array('select value from flags where name = ?', undef, $name);
    $sum += $value;
    return $sum;
}

{
    add('a');
    {
        add('b');
        add('c');
    }
    last if $sum > 5;
    add('d');
}
my $more = do { add('d'); add('e') };
eval { add('f'); add('g'); 1 } or die;
my $later = sub { add($_[0]); add($_[1]) };
$later->('a', 'b');
unless ($sum < 0) {
    add('c');
    add('d');
}
die $sum if $sum != 38;
