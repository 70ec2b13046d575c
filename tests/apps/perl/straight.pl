# The same statement again and again, and no loop: blocks, branches and calls of every other kind.
use strict;
use warnings;
use DBI;

my $database = DBI->connect('dbi:SQLite::memory:', '', '', {RaiseError => 1});
$database->do('create table item(id integer primary key, name text)');
$database->do("insert into item with recursive n(i) as (select 1 union all select i + 1 from n where i < 30) select i, 'n' || i from n");

sub look_up {
    my ($id) = @_;
    my $statement = $database->prepare_cached('select name from item where id = ?');
    $statement->execute($id);
    my ($name) = $statement->fetchrow_array;
    $statement->finish;
    return $name;
}

look_up(1); look_up(2); look_up(3); look_up(4); look_up(5); look_up(6); look_up(7);
my @names = (look_up(8), look_up(9), look_up(10), look_up(11), look_up(12), look_up(13), look_up(14));
{
    look_up(15);
    look_up(16);
    { look_up(17); }
}
my $name = @names > 3 ? look_up(18) : look_up(19);
$name = eval { look_up(20) } || do { look_up(21) };
unless (@names) { look_up(22) } else { look_up(23) }
my $code = \&look_up;
&$code(24);
$code->(25);
&look_up(26);
my @sorted = sort map { $_ } grep { $_ } look_up(27), look_up(28);
print "done\n";
