# A blog of Mojolicious::Lite. Run under its daemon.
use Mojolicious::Lite -signatures;
use DBI;

my $database = DBI->connect("dbi:SQLite:dbname=$ENV{BLOG_DATABASE}", '', '', {RaiseError => 1});
$database->do('create table if not exists author(id integer primary key, name text)');
$database->do('create table if not exists post(id integer primary key, title text, author_id integer)');
if (!$database->selectrow_array('select count(*) from post')) {
    my $numbers = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 20)';
    $database->do("insert into author $numbers select 100 + i * 7, 'author ' || i from n");
    $database->do("insert into post $numbers select i, 'post ' || i, 100 + i * 7 from n");
}
helper author => sub ($c, $id) {
    return ($database->selectrow_array('select name from author where id = ?', undef, $id))[0];
};

get '/post/:id' => sub ($c) {
    my ($title) = $database->selectrow_array('select title from post where id = ?', undef, $c->param('id'));
    $c->render(text => $title);
};
get '/posts' => sub ($c) {
    my $posts = $database->selectall_arrayref('select title, author_id from post order by id', {Slice => {}});
    for my $post (@$posts) {
        $post->{author} = $c->author($post->{author_id}); # loop line
    }
    $c->render(json => $posts);
};
get '/page' => sub ($c) {
    $c->stash(posts => $database->selectall_arrayref('select title, author_id from post order by id', {Slice => {}}));
    $c->render('page');
};
app->secrets(['constant']);
app->log->level('fatal');
app->start;

__DATA__
@@ page.html.ep
<ul>
% for my $post (@$posts) {
  <li><%= $post->{title} %> by <%= author $post->{author_id} %></li>
% }
</ul>
