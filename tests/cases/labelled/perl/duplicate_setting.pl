# A setting that is read anew for every line.
# loopline: databases sqlite postgresql
# loopline: finding setting kind=duplicate n=24 table=settings
# loopline: twin
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table settings (name text primary key, value text)');
$database->do("insert into settings values ('currency', 'EUR'), ('language', 'de')");

sub setting {
    my ($name) = @_;
    return $database->selectrow_array('select value from settings where name = ?', undef, $name);
}

my @lines;
my $currency = is_fixed() ? setting('currency') : undef;
for my $amount (1 .. 24) {
    my $unit = $currency // setting('currency'); # loop: setting
    push @lines, "$amount $unit";
}
die if $lines[23] ne '24 EUR';
