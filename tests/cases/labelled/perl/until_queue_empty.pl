# A list is worked off with until, with last and next on the way.
# loopline: databases sqlite postgresql
# loopline: finding size kind=n+1 n=20 episodes=1 table=sizes parent=files link=id confidence=confirmed
# loopline: twin
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table files (id integer primary key)');
$database->do('create table sizes (file integer, bytes integer)');
$database->do('insert into files ' . numbers(21) . ' select 30 + i * 23 from n');
$database->do('insert into sizes ' . numbers(21) . ' select 30 + i * 23, i from n');

my $bytes = 0;
if (is_fixed()) {
    ($bytes) = $database->selectrow_array('select sum(bytes) - 21 from files join sizes on file = id');
} else {
    my @files = @{$database->selectcol_arrayref('select id from files order by id')};
    until (!@files) { # header: size
        my $file = shift @files;
        next if !$file;
        last if $file == 30 + 21 * 23;
        eval {
            my ($more) = $database->selectrow_array('select bytes from sizes where file = ?', undef, $file); # loop: size
            $bytes += $more;
        };
    }
}
die $bytes if $bytes != 210;
