# grep, and List::Util's first and any, each with a block that asks the database.
# loopline: databases sqlite postgresql
# loopline: finding paid kind=n+1 n=30 episodes=1 table=payments parent=invoices link=id confidence=confirmed
# loopline: finding late kind=n+1 n=20 episodes=1 table=reminders link=id
# loopline: finding seen kind=n+1 n=25 episodes=1 table=visits link=id
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use List::Util qw(any first);
use Support;

my $database = open_database();
$database->do('create table invoices (id integer primary key, cents integer)');
$database->do('create table payments (invoice integer)');
$database->do('create table reminders (invoice integer)');
$database->do('create table visits (invoice integer)');
$database->do('insert into invoices ' . numbers(30) . ' select 700 + i * 13, i * 100 from n');
$database->do('insert into payments ' . numbers(30) . ' select 700 + i * 13 from n where i % 3 = 0');
$database->do('insert into reminders select 700 + 20 * 13');
$database->do('insert into visits select 700 + 25 * 13');

sub count {
    my ($table, $invoice) = @_;
    return $database->selectrow_array("select count(*) from $table where invoice = ?", undef, $invoice);
}

my @invoices = @{$database->selectcol_arrayref('select id from invoices order by id')};
my @paid = grep { count('payments', $_) > 0 } @invoices; # loop: paid
my $late = first { count('reminders', $_) } @invoices; # loop: late
my $seen = any { count('visits', $_) } @invoices; # loop: seen
die if @paid != 10 || $late != 960 || !$seen;
