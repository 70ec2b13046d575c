# One look-up by each way that Perl has to do a thing again. The name of a case stands in its statement; a mark, in
# the line that is to be reported.
use strict;
use warnings;
use DBI;
use List::Util qw(all any first);

my $database = DBI->connect('dbi:SQLite::memory:', '', '', {RaiseError => 1});
$database->do('create table item(id integer primary key, name text, next_id integer)');
$database->do("insert into item with recursive n(i) as (select 1 union all select i + 1 from n where i < 30) select i, 'n' || i, i * 7 % 31 from n");

sub look_up {
    my ($case, $id) = @_;
    my ($name) = $database->selectrow_array("select name as $case from item where id = ?", undef, $id);
    return $name;
}

my @ids = @{$database->selectcol_arrayref('select next_id from item order by id')};
my (@found, $i);

for my $id (@ids) {
    look_up('foreach_list', $id); # loop line of foreach_list
}
for my $id (1 .. 30) {
    look_up('foreach_range', $id); # loop line of foreach_range
}
foreach (reverse @ids) { look_up('foreach_topic', $_) } # loop line of foreach_topic
for ($i = 0; $i < 30; $i++) {
    look_up('for_index', $ids[$i]); # loop line of for_index
}
$i = 0;
while ($i < 30) {
    if ($i >= 0) {
        look_up('while_loop', $ids[$i++]); # loop line of while_loop
    } else {
        $i++;
    }
}
until ($i == 0) {
    look_up('until_loop', $ids[--$i]); # loop line of until_loop
}
$i = 0;
while (look_up('in_condition', $ids[$i])) { # loop line of in_condition
    my $next = $i + 1;
    last if $next == 30;
    $i = $next;
}
for ($i = 1; $i < 31; $i += length(look_up('in_step', $i)) ? 1 : 2) { # loop line of in_step
    push @found, $i;
}
look_up('postfix_for', $_) for @ids; # loop line of postfix_for
$i = 0;
look_up('postfix_while', $ids[$i++]) while $i < 30; # loop line of postfix_while
look_up('postfix_until', $ids[--$i]) until $i == 0; # loop line of postfix_until
do { look_up('do_while', $ids[$i++]) } while ($i < 30); # loop line of do_while
@found = map { look_up('map_block', $_) } @ids; # loop line of map_block
@found = map look_up('map_expression', $_), @ids; # loop line of map_expression
@found = grep {
    my $id = $_;
    look_up('grep_block', $id) # loop line of grep_block
} @ids;
@found = map { ($database->selectrow_array('select name as map_driver from item where id = ?', undef, $_))[0] } @ids; # loop line of map_driver
@found = map { $database->selectall_arrayref('select name as map_perl_driver from item where id = ?', {Slice => {}}, $_) } @ids; # loop line of map_perl_driver
my $none = first { look_up('first_block', $_) eq 'none' } @ids; # loop line of first_block
$none = any { look_up('any_block', $_) eq 'none' } @ids; # loop line of any_block
$none = all { look_up('all_block', $_) ne 'none' } @ids; # loop line of all_block
@found = sort { look_up('sort_block', $a) cmp look_up('sort_block', $b) } @ids; # loop line of sort_block
sub by_name { return look_up('sort_sub', $a) cmp look_up('sort_sub', $b) }
@found = sort by_name @ids; # loop line of sort_sub
my $closure = sub { my $id = shift; return look_up('closure', $id) };
$closure->($_) foreach @ids; # loop line of closure
OUTER: for my $tens (0 .. 2) {
    for my $ones (1 .. 10) {
        next OUTER if $ones > 9;
        look_up('nested', $tens * 10 + $ones); # loop line of nested
    }
}
eval {
    for my $id (@ids) {
        eval { look_up('in_eval', $id); 1 } or die; # loop line of in_eval
    }
};
my $again = 0;
{
    look_up('redo_block', $ids[$again++]); # loop line of redo_block
    redo if $again < 30;
}
my $text = join ' ', @ids;
$text =~ s/(\d+)/look_up('substitution', $1)/ge; # loop line of substitution
eval 'for my $id (@ids) { look_up("evaluated_text", $id); }'; # loop line of evaluated_text
eval 'sub made { return look_up("made_sub", $_[0]) }';
for my $id (@ids) {
    made($id); # loop line of made_sub
}
{
    package Walker;
    sub new { my ($class, @ids) = @_; return bless {ids => \@ids}, $class }
    sub next_name { my $self = shift; my $id = shift @{$self->{ids}}; return $id && main::look_up('iterator', $id) }
}
my $walker = Walker->new(@ids);
while (defined(my $name = $walker->next_name)) { # loop line of iterator
    push @found, $name;
}
