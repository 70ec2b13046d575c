# The front page of a blog: every post with the name of its author, asked for by a helper.
# loopline: databases sqlite postgresql
# loopline: finding author kind=n+1 n=40 episodes=1 table=authors parent=posts link=author_id confidence=confirmed
# loopline: twin
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table authors (id integer primary key, name text)');
$database->do('create table posts (id integer primary key, title text, author_id integer)');
$database->do('insert into authors ' . numbers(40) . " select 1000 + i * 7, 'author ' || i from n");
$database->do('insert into posts ' . numbers(40) . " select i, 'post ' || i, 1000 + (41 - i) * 7 from n");

sub author_name {
    my ($id) = @_;
    return $database->selectrow_array('select name from authors where id = ?', undef, $id);
}

sub front_page {
    my $posts = $database->selectall_arrayref('select title, author_id from posts order by id', {Slice => {}});
    my @lines;
    foreach my $post (@$posts) { # header: author
        my $name = author_name($post->{author_id}); # loop: author
        push @lines, "$post->{title} by $name";
    }
    return @lines;
}

sub front_page_joined {
    my $rows = $database->selectall_arrayref(
        'select p.title, a.name from posts p join authors a on a.id = p.author_id order by p.id');
    return map { "$_->[0] by $_->[1]" } @$rows;
}

my @page = is_fixed() ? front_page_joined() : front_page();
die $page[0] if $page[0] ne 'post 1 by author 40';
