# A tree of categories, asked for node by node.
# loopline: databases sqlite postgresql
# loopline: finding branch kind=n+1 table=categories
# loopline: twin
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table categories (id integer primary key, parent integer, name text)');
$database->do('insert into categories ' . numbers(40) . " select i, i / 3, 'category ' || i from n");

sub print_below {
    my ($parent, $depth) = @_;
    my $rows = $database->selectall_arrayref('select id, name from categories where parent = ? order by id', undef, $parent);
    my $count = 0;
    for my $row (@$rows) {
        $count += 1 + print_below($row->[0], $depth + 1); # loop: branch
    }
    return $count;
}

my $count;
if (is_fixed()) {
    ($count) = $database->selectrow_array('select count(*) from categories');
} else {
    $count = print_below(0, 0);
}
die $count if $count != 40;
