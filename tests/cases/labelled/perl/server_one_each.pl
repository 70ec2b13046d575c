# A server with a process a connection: each request runs one statement.
# loopline: databases sqlite postgresql
use IO::Socket::INET;
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table pages (id integer primary key, text text)');
$database->do('insert into pages ' . numbers(30) . " select i, 'page ' || i from n");
$database->disconnect;

sub answer {
    my ($client) = @_;
    my $database = open_database();
    while (my $line = <$client>) {
        my ($text) = $database->selectrow_array('select text from pages where id = ?', undef, int $line);
        print {$client} "$text\n";
    }
    $database->disconnect;
    return;
}

sub ask {
    my ($port) = @_;
    my $server = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) or die $!;
    for my $page (1 .. 30) {
        print {$server} "$page\n";
        my $text = <$server>;
        die $text if $text ne "page $page\n";
    }
    close $server;
    return;
}

my $listening = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5) or die $!;
my $asking = fork;
if (!$asking) {
    ask($listening->sockport) for 1 .. 2;
    exit 0;
}
for (1 .. 2) {
    my $client = $listening->accept or die $!;
    $client->autoflush(1);
    my $answering = fork;
    next if $answering;
    answer($client);
    exit 0;
}

1 while wait != -1;
