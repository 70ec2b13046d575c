# Seven calls in a row, and no loop.
use strict;
use DBI;
my $database = DBI->connect('dbi:SQLite::memory:', '', '', {RaiseError => 1});
$database->do('create table item(id integer primary key, name text)');
$database->do("insert into item with recursive n(i) as (select 1 union all select i + 1 from n where i < 30) select i, 'n' || i from n");
sub look_up {
    my $statement = $database->prepare('select name from item where id = ?');
    $statement->execute(shift);
    return $statement->fetchrow_array;
}
look_up(1);
look_up(2);
look_up(3);
look_up(4);
look_up(5);
look_up(6);
look_up(7);
