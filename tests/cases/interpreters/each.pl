# A look-up for each row of a list.
use strict;
use DBI;
my $database = DBI->connect('dbi:SQLite::memory:', '', '', {RaiseError => 1});
$database->do('create table item(id integer primary key, name text, next_id integer)');
$database->do("insert into item with recursive n(i) as (select 1 union all select i + 1 from n where i < 30) select i, 'n' || i, i * 7 % 31 from n");
sub look_up {
    my $statement = $database->prepare('select name from item where id = ?');
    $statement->execute(shift);
    return $statement->fetchrow_array;
}
look_up($_->[0]) for @{$database->selectall_arrayref('select next_id from item order by id')};
