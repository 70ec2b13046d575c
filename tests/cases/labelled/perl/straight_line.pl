# A dashboard that asks one helper for eight figures, line by line: the same statement, and no loop.
# loopline: databases sqlite postgresql
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table figures (name text primary key, value integer)');
$database->do("insert into figures values ('visits', 900), ('orders', 41), ('returns', 2), ('income', 88000),
    ('cost', 61000), ('staff', 12), ('open', 7), ('late', 1)");

sub figure {
    my ($name) = @_;
    my $statement = $database->prepare_cached('select value from figures where name = ?');
    $statement->execute($name);
    my ($value) = $statement->fetchrow_array;
    $statement->finish;
    return $value;
}

my $visits = figure('visits');
my $orders = figure('orders');
my $returns = figure('returns');
my $income = figure('income');
my $cost = figure('cost');
my $staff = figure('staff');
my $open = figure('open');
my $late = figure('late');
die if $income - $cost != 27000 || $visits + $orders + $returns + $staff + $open + $late != 963;
