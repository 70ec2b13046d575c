# A loop below ten thousand levels of recursion.
use strict;
use warnings;
no warnings 'recursion';
use DBI;

my $database = DBI->connect('dbi:SQLite:dbname=:memory:', '', '', { RaiseError => 1 });
$database->do('create table items (id integer primary key, value integer)');
$database->do('insert into items (id) with recursive n(i) as (select 1 union all select i + 1 from n where i < 100) select i from n');
my $statement = $database->prepare('select value from items where id = ?');

sub down {
    my ($levels, $function) = @_;
    return $levels > 0 ? down($levels - 1, $function) : $function->();
}

down(10_000, sub {
    for my $row (@{ $database->selectall_arrayref('select id from items') }) { # header line
        $statement->execute($row->[0]); # loop line
        $statement->fetchall_arrayref;
    }
});
