# Asks a program about each name of a list, and stores what it answers; what it answers is no request.
# loopline: databases sqlite postgresql
# loopline: finding answers kind=write-loop table=answers n=12
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table answers (name text, answer text)');
my @names = map { "name " . $_ * 17 } 1 .. 12;
my $store = $database->prepare('insert into answers values (?, ?)');
for my $name (@names) {
    my $answer = `echo "$name of the program"`;
    chomp $answer;
    $store->execute($name, $answer); # loop: answers
}
