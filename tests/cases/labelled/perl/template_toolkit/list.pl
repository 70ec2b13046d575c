# A page of the Template Toolkit whose objects ask the database while it is rendered.
# loopline: databases sqlite postgresql
# loopline: finding author kind=n+1 n=18 episodes=1 table=authors parent=posts link=author_id confidence=confirmed
# loopline: twin
package Post;
use strict;
use warnings;

sub new { my ($class, %values) = @_; return bless {%values}, $class }

sub title { return $_[0]{title} }

sub author {
    my ($self) = @_;
    return $self->{author} if $self->{author};
    my ($name) = $self->{database}->selectrow_array('select name from authors where id = ?', undef, $self->{author_id});
    return $name;
}

package main;
use FindBin;
use lib "$FindBin::Bin/..";
use Support;
use Template;

my $database = open_database();
$database->do('create table authors (id integer primary key, name text)');
$database->do('create table posts (id integer primary key, title text, author_id integer)');
$database->do('insert into authors ' . numbers(18) . " select 3000 + i * 7, 'author ' || i from n");
$database->do('insert into posts ' . numbers(18) . " select i, 'post ' || i, 3000 + (19 - i) * 7 from n");

my $query = is_fixed()
    ? 'select p.title, a.name as author from posts p join authors a on a.id = p.author_id order by p.id'
    : 'select title, author_id from posts order by id';
my @posts = map { Post->new(%$_, database => $database) } @{$database->selectall_arrayref($query, {Slice => {}})};
my $page = '';
my $template = Template->new(INCLUDE_PATH => $FindBin::Bin, ABSOLUTE => 1);
$template->process("$FindBin::Bin/list.tt", {posts => \@posts}, \$page) or die $template->error;
die $page if $page !~ /post 1 by author 18/;
