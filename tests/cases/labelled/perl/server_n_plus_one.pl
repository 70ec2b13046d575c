# A server that answers each request with a list, and asks for each line of it.
# loopline: databases sqlite postgresql
# loopline: finding price kind=n+1 n=12 episodes=6 table=prices parent=goods link=id confidence=confirmed
use IO::Socket::INET;
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table goods (id integer primary key, shelf integer)');
$database->do('create table prices (good integer, cents integer)');
$database->do('insert into goods ' . numbers(72) . ' select 400 + i * 7, i % 6 from n');
$database->do('insert into prices ' . numbers(72) . ' select 400 + i * 7, i from n');
$database->disconnect;

sub shelf {
    my ($database, $shelf) = @_;
    my $total = 0;
    for my $good (@{$database->selectcol_arrayref('select id from goods where shelf = ?', undef, $shelf)}) { # header: price
        my ($cents) = $database->selectrow_array('select cents from prices where good = ?', undef, $good); # loop: price
        $total += $cents;
    }
    return $total;
}

my $listening = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5) or die $!;
my $asking = fork;
if (!$asking) {
    my $server = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $listening->sockport) or die $!;
    my $total = 0;
    for my $shelf (0 .. 5) {
        print {$server} "$shelf\n";
        $total += <$server>;
    }
    die $total if $total != 2628;
    exit 0;
}
$database = open_database();
my $client = $listening->accept or die $!;
$client->autoflush(1);
while (my $line = <$client>) {
    print {$client} shelf($database, int $line), "\n";
}
waitpid $asking, 0;
die $? if $?;
