# Threads of Perl's own, each of which runs a statement of its own.
# loopline: databases sqlite
use threads;
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table parts (id integer primary key, pieces integer)');
$database->do('insert into parts ' . numbers(12) . ' select i, i * 2 from n');
$database->disconnect;

sub pieces {
    my ($part) = @_;
    my $own = open_database();
    my ($pieces) = $own->selectrow_array('select pieces from parts where id = ?', undef, $part);
    $own->disconnect;
    return $pieces;
}

my $total = 0;
for my $part (1 .. 8) {
    my $thread = threads->create(\&pieces, $part);
    $total += $thread->join;
}
die $total if $total != 72;
