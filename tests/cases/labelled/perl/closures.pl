# A helper goes over the rows and calls the sub that it was given; the loop is the helper's.
# loopline: databases sqlite postgresql
# loopline: finding tag kind=n+1 n=24 episodes=1 table=tags parent=notes link=id confidence=confirmed
# loopline: twin
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table notes (id integer primary key, text text)');
$database->do('create table tags (note integer, name text)');
$database->do('insert into notes ' . numbers(24) . " select 80 + i * 19, 'note ' || i from n");
$database->do('insert into tags ' . numbers(24) . " select 80 + i * 19, 'tag ' || i from n");

sub each_row {
    my ($query, $do) = @_;
    my $rows = $database->selectall_arrayref($query, {Slice => {}});
    for my $row (@$rows) {
        $do->($row); # loop: tag
    }
    return;
}

my @lines;
if (is_fixed()) {
    each_row('select text, name from notes join tags on note = id', sub { push @lines, "$_[0]{text} $_[0]{name}" });
} else {
    each_row(
        'select id, text from notes order by id',
        sub {
            my ($note) = @_;
            my ($tag) = $database->selectrow_array('select name from tags where note = ?', undef, $note->{id});
            push @lines, "$note->{text} $tag";
        }
    );
}
die scalar @lines if @lines != 24;
