# Texts in which s///e replaces each mark by what the database says; one mark a text; code within a pattern.
# loopline: databases sqlite postgresql
# loopline: finding word kind=n+1 n=16 episodes=1 table=words parent=marks link=id confidence=confirmed
# loopline: finding sign kind=n+1 n=16 episodes=1 table=signs parent=marks link=id confidence=confirmed
# loopline: finding title kind=n+1 n=16 episodes=1 table=titles parent=marks link=id confidence=confirmed
# loopline: finding check kind=n+1 n=16 episodes=1 table=checks parent=marks link=id confidence=confirmed
# loopline: twin
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table marks (id integer primary key)');
$database->do("create table $_ (mark integer, name text)") for qw(words signs titles checks);
$database->do('insert into marks ' . numbers(16) . ' select 500 + i * 19 from n');
$database->do("insert into $_ select id, '$_ ' || id from marks") for qw(words signs titles checks);

sub look {
    my ($table, $mark) = @_;
    return $database->selectrow_array("select name from $table where mark = ?", undef, $mark);
}

# One statement for all, where it is fixed.
my %known;
sub name {
    my ($table, $mark) = @_;
    return look($table, $mark) if !is_fixed();
    $known{$table} //= {map { @$_ } @{$database->selectall_arrayref("select mark, name from $table")}};
    return $known{$table}{$mark};
}

my @marks = @{$database->selectcol_arrayref('select id from marks order by id')};
my $text = join ' ', map {"<$_>"} @marks;
(my $words = $text) =~ s/<(\d+)>/name('words', $1)/ge; # loop: word
my $signs = $text =~ s{<(\d+)>}{ # header: sign
    my $mark = $1;
    name('signs', $mark); # loop: sign
}gerx;
my @titles;
for my $mark (@marks) { # header: title
    my $title = "a title with <$mark>";
    $title =~ s/<(\d+)>/name('titles', $1)/e; # loop: title
    push @titles, $title;
}
my $checked = 0;
$text =~ /^(?:<(\d+)>(?{ $checked += length name('checks', $1) })\s?)+$/; # loop: check
die "$words $signs $checked @titles" if $words !~ /words 804$/ || $signs !~ /signs 804$/ || $titles[-1] !~ /titles 804$/;
die $checked if $checked != 16 * length 'checks 804';
