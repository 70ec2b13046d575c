# Loops that fetch: what they repeat is the next row, not the statement.
# loopline: databases sqlite postgresql
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table rows_of_text (id integer primary key, text text)');
$database->do('insert into rows_of_text ' . numbers(60) . " select i, 'text ' || i from n");

my $count = 0;
my $statement = $database->prepare('select id, text from rows_of_text order by id');
$statement->execute;
while (my @row = $statement->fetchrow_array) {
    $count += $row[0];
}
$statement->execute;
while (my $row = $statement->fetchrow_hashref) {
    $count += length $row->{text} ? 1 : 0;
}
$statement->execute;
$statement->bind_columns(\my ($id, $text));
$count += $id while $statement->fetch;
$statement->execute;
while (my $rows = $statement->fetchall_arrayref({}, 10)) {
    $count += @$rows;
    last if !@$rows;
}
for my $row (@{$database->selectall_arrayref('select id from rows_of_text')}) {
    $count++ if $row->[0];
}
my $by_id = $database->selectall_hashref('select id, text from rows_of_text', 'id');
$count += keys %$by_id;
die $count if $count != 1830 * 2 + 60 * 4;
