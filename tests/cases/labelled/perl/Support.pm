package Support;
# What the programs share: the database, and a table of numbers to fill others from.
use strict;
use warnings;
use DBI;
use Exporter 'import';
our @EXPORT = qw(open_database is_sqlite is_fixed numbers);

sub is_sqlite { return $ARGV[0] eq 'sqlite' }

sub is_fixed { return $ARGV[-1] eq 'fixed' }

sub open_database {
    my $source = is_sqlite() ? "dbi:SQLite:dbname=$ARGV[1]" : 'dbi:Pg:';
    return DBI->connect($source, '', '', {RaiseError => 1, PrintError => 0, AutoCommit => 1, @_});
}

sub numbers { return "with recursive n(i) as (select 1 union all select i + 1 from n where i < $_[0])" }

1;
