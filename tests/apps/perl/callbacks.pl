# A look-up where Perl calls a sub by itself: tied variables, overloaded operators, destructors, handlers, AUTOLOAD, sort
# blocks, code in a pattern; by goto; under frames that end otherwise than by a return. Marks as in loops.pl.
use strict;
use warnings;
use DBI;
use List::Util qw(pairmap reduce);

my $database = DBI->connect('dbi:SQLite::memory:', '', '', {RaiseError => 1});
$database->do('create table item(id integer primary key, name text, next_id integer)');
$database->do("insert into item with recursive n(i) as (select 1 union all select i + 1 from n where i < 30) select i, 'n' || i, i * 7 % 31 from n");
sub look_up {
    my ($case, $id) = @_;
    my ($name) = $database->selectrow_array("select name as $case from item where id = ?", undef, $id);
    return $name;
}
my @ids = @{$database->selectcol_arrayref('select next_id from item order by id')};
my (@found, $i, $text);
sub gone { goto &look_up }
for my $id (@ids) {
    gone('goto_sub', $id); # loop line of goto_sub
}
sub chain1 { unshift @_, 'goto_chain'; goto &chain2 } sub chain2 { goto &look_up }
sub outer { for my $id (@ids) {
    chain1($id); # loop line of goto_chain
} } outer();
our $AUTOLOAD;
sub AUTOLOAD { my $n = $AUTOLOAD; $n =~ s/.*:://; return if $n eq 'DESTROY'; no strict 'refs'; *{$AUTOLOAD} = sub { look_up('autoload', $_[0]) }; goto &$AUTOLOAD }
for my $id (@ids) {
    fetch_item($id); # loop line of autoload
}
$i = 0;
AGAIN: look_up('goto_label', $ids[$i++]); # loop line of goto_label
goto AGAIN if $i < 30;
{ package Rows; sub TIEARRAY { my ($c, $case) = @_; bless [$case], $c } sub FETCHSIZE { scalar @ids } sub FETCH { my ($s, $n) = @_; main::look_up($s->[0], $ids[$n]) } }
{ package Table; sub TIEHASH { my ($c, $case) = @_; bless [$case], $c } sub FETCH { my ($s, $k) = @_; main::look_up($s->[0], $k) }
  sub FIRSTKEY { $_[0][1] = 0; $ids[0] } sub NEXTKEY { my $s = shift; my $n = ++$s->[1]; $n < @ids ? $ids[$n] : undef } sub EXISTS { main::look_up($_[0][0], $_[1]) } }
{ package One; sub TIESCALAR { my ($c, $case) = @_; bless [$case, 0], $c } sub FETCH { my $s = shift; main::look_up($s->[0], $ids[$s->[1]++ % 30]) } }
{ package Source; use overload '<>' => sub { my $s = shift; my $id = $ids[$s->[1]++]; defined $id ? main::look_up($s->[0], $id) : undef },
  '&{}' => sub { my $s = shift; sub { main::look_up($s->[0], $_[0]) } } }
{ package Author; use overload '""' => sub { my $s = shift; main::look_up($$s->[0], $$s->[1]) }, 'fallback' => 1; sub new { my ($c, @w) = @_; my $r = [@w]; bless \$r, $c } }
tie my %table, 'Table', 'tied_hash';
for my $id (@ids) {
    push @found, $table{$id}; # loop line of tied_hash
}
sub shown { my $id = shift; return "<$table2::t{$id}>" }
tie %table2::t, 'Table', 'tied_hash_in_sub';
for my $id (@ids) {
    push @found, shown($id); # loop line of tied_hash_in_sub
}
tie my %table3, 'Table', 'tied_exists';
@found = grep { exists $table3{$_} } @ids; # loop line of tied_exists
tie my %each, 'Table', 'tied_each';
while (my ($k, $v) = each %each) { # loop line of tied_each
    push @found, $v;
}
tie my %vals, 'Table', 'tied_values';
push @found, values %vals; # loop line of tied_values
tie my @rows, 'Rows', 'tied_foreach';
for my $row (@rows) {
    push @found, $row; # loop line of tied_foreach
}
tie my @copied, 'Rows', 'tied_copy';
my @copy = @copied; # loop line of tied_copy
tie my @joined, 'Rows', 'tied_join';
$text = join ',', @joined; # loop line of tied_join
tie my @slice, 'Rows', 'tied_slice';
my ($a1, @rest) = @slice[0 .. 29]; # loop line of tied_slice
tie my $one, 'One', 'tied_scalar';
for my $n (1 .. 30) {
    $text = $one; # loop line of tied_scalar
}
my @authors = map { Author->new('overloaded_join', $_) } @ids;
$text = join ', ', @authors; # loop line of overloaded_join
@authors = map { Author->new('overloaded_text', $_) } @ids;
for my $author (@authors) {
    $text = "by $author"; # loop line of overloaded_text
}
@authors = map { Author->new('overloaded_in_sub', $_) } @ids;
sub by { return "by $_[0]" }
for my $author (@authors) {
    $text = by($author); # loop line of overloaded_in_sub
}
@authors = map { Author->new('overloaded_list', $_) } @ids;
$text = "@authors"; # loop line of overloaded_list
@authors = map { Author->new('overloaded_sort', $_) } @ids;
@found = sort @authors; # loop line of overloaded_sort
@authors = map { Author->new('overloaded_print', $_) } @ids;
open my $null, '>', '/dev/null'; print {$null} @authors; # loop line of overloaded_print
my $iterator = bless ['overloaded_iterator', 0], 'Source';
while (my $name = <$iterator>) { # loop line of overloaded_iterator
    push @found, $name;
}
my $code = bless ['overloaded_code'], 'Source';
for my $id (@ids) {
    $code->($id); # loop line of overloaded_code
}
{ package Guard; sub new { my ($c, @w) = @_; bless [@w], $c } sub DESTROY { my $s = shift; main::look_up($s->[0], $s->[1]) } }
for my $id (@ids) {
    my $guard = Guard->new('destroy_scope', $id); # loop line of destroy_scope
}
sub guarded { my $guard = Guard->new('destroy_sub', shift); return 1 }
for my $id (@ids) {
    guarded($id); # loop line of destroy_sub
}
my @guards = map { Guard->new('destroy_list', $_) } @ids;
@guards = (); # loop line of destroy_list
@guards = map { Guard->new('destroy_undef', $_) } @ids;
undef @guards; # loop line of destroy_undef
our $global;
sub localised { local $global = shift; return look_up('local_value', $global) }
for my $id (@ids) {
    localised($id); # loop line of local_value
}
for my $id (@ids) {
    eval { look_up('die_in_loop', $id); die "no\n" }; # loop line of die_in_loop
}
sub dies { my $id = shift; look_up('die_across', $id); die {id => $id} }
for my $id (@ids) { local $@; eval { dies($id) }; next if ref $@ } # loop line of die_across
local $SIG{__WARN__} = sub { look_up('warn_hook', length $_[0]) };
for my $id (@ids) {
    warn "x" x $id; # loop line of warn_hook
}
sub deep { my $n = shift; return $n ? deep($n - 1) : do { look_up('deep', $_) for @ids; 1 } } # loop line of deep
no warnings 'recursion';
deep(10000);
sub recursive { my $n = shift; return unless $n; look_up('recursion', $n); recursive($n - 1) } 
recursive(30);
use sort 'stable';
@found = map { $_->[1] } sort { $a->[0] cmp $b->[0] } map { [look_up('schwartz', $_), $_] } @ids; # loop line of schwartz
@found = sort { my $x = look_up('sort_stable', $a); $a <=> $b } @ids; # loop line of sort_stable
@found = reverse sort { look_up('sort_reverse', $a); $a <=> $b } @ids; # loop line of sort_reverse
$text = join ' ', @ids;
$text =~ s/(\d+)/"look_up('subst_ee', $1)"/gee; # loop line of subst_ee
$text = join ' ', @ids;
while ($text =~ /(\d+)/g) {
    look_up('match_g', $1); # loop line of match_g
}
$text = join ' ', @ids;
$text =~ s/(\d+)(?{ look_up('regexp_code', $1) })//g; # loop line of regexp_code
for my $id (@ids) {
    eval "look_up('eval_each', $id)"; # loop line of eval_each
}
my $made = eval 'sub { look_up("eval_sub", $_[0]) }';
$made->($_) for @ids; # loop line of eval_sub
$text = reduce { look_up('reduce', $b); $a + $b } @ids; # loop line of reduce
@found = pairmap { look_up('pairmap', $a) } @ids, @ids; # loop line of pairmap
my $once = join ' ', @ids;
my $p = '\d+';
$once =~ s/($p)/look_up('subst_oe', $1)/oe; $once =~ s/($p)/look_up('subst_oe', $1)/oe; $once =~ s/($p)/look_up('subst_oe', $1)/oe; $once =~ s/($p)/look_up('subst_oe', $1)/oe; $once =~ s/($p)/look_up('subst_oe', $1)/oe; $once =~ s/($p)/look_up('subst_oe', $1)/oe;
sub once_oe { my $t = shift; $t =~ s/(\d+)/look_up('subst_oe_in_sub', $1)/oe; return $t }
for my $id (@ids) {
    once_oe("x $id"); # loop line of subst_oe_in_sub
}
sub printed { my $author = shift; my $r = join '', '<', $author, '>'; return $r }
@authors = map { Author->new('overloaded_join_in_sub', $_) } @ids;
for my $author (@authors) {
    printed($author); # loop line of overloaded_join_in_sub
}
sub assigned { my @all = ($_[0] . ''); return @all }
@authors = map { Author->new('overloaded_assigned_in_sub', $_) } @ids;
for my $author (@authors) {
    assigned($author); # loop line of overloaded_assigned_in_sub
}
tie my %t9, 'Table', 'tied_pushed_in_sub';
sub pushed { my @all; push @all, $t9{$_[0]}; return @all }
for my $id (@ids) {
    pushed($id); # loop line of tied_pushed_in_sub
}
print "done\n";
