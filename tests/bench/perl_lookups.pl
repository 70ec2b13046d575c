#!/usr/bin/env perl
# Look-ups by primary key with DBI: perl perl_lookups.pl DEPTH WATCH COUNT. Prints nanoseconds per look-up, the best of
# seven rounds, called from DEPTH frames down. WATCH is "plain", or what people use instead: "trace" writes DBI's trace to
# nowhere, "longmess" notes the stack at each statement, "nytprof" profiles each line and sub with Devel::NYTProf.
use strict;
use warnings;

use Carp qw(longmess);
use DBI;
use File::Path qw(remove_tree);
use File::Temp qw(tempdir);
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

use constant ROWS => 1000;

no warnings 'recursion';

sub at_depth {
    my ($depth, $function) = @_;
    return $depth > 1 ? at_depth($depth - 1, $function) : $function->();
}

sub best_round {
    my ($statement, $count) = @_;
    my $best;
    for (1 .. 7) {
        my $start = clock_gettime(CLOCK_MONOTONIC);
        for my $number (0 .. $count - 1) {
            $statement->execute($number % ROWS + 1);
            $statement->fetchrow_arrayref;
        }
        my $took = clock_gettime(CLOCK_MONOTONIC) - $start;
        $best = $took if !defined $best || $took < $best;
    }
    return $best * 1e9 / $count;
}

my ($depth, $watch, $count) = @ARGV;
# It is told when Perl starts; a file that is there it removes first, so it gets one of its own.
my $folder;
if ($watch eq 'nytprof') {
    $folder = $ENV{LOOK_UPS_FOLDER};
    if (!$folder) {
        $ENV{LOOK_UPS_FOLDER} = tempdir();
        $ENV{NYTPROF} = "file=$ENV{LOOK_UPS_FOLDER}/profile:addpid=0";
        exec $^X, '-d:NYTProf', $0, @ARGV;
    }
}
my $database = DBI->connect('dbi:SQLite:dbname=:memory:', '', '', { RaiseError => 1 });
$database->do('create table items (id integer primary key, v int)');
$database->do('insert into items with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)'
        . ' select i, 2 * i from n');
my $statement = $database->prepare('select v from items where id = ?');
my %seen;
$statement->{Callbacks} = { execute => sub { $seen{ longmess() }++; return } } if $watch eq 'longmess';
$statement->trace(1, '/dev/null') if $watch eq 'trace';
printf "%.1f\n", at_depth($depth - 2, sub { best_round($statement, $count) });
if ($folder) {
    DB::finish_profile();
    remove_tree($folder);
}
