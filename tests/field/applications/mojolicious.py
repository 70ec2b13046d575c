"""Minion 10 in Mojolicious 9 on DBD::SQLite: its admin pages, jobs added, worked off, listed; a blog of Mojo::SQLite."""

WITNESS = "perl"
PROGRAMS = {
    "perl": "perl", "/usr/share/perl5/Mojolicious.pm": "libmojolicious-perl", "/usr/share/perl5/Minion.pm": "libminion-perl",
    "/usr/share/perl5/Minion/Backend/SQLite.pm": "libminion-backend-sqlite-perl",
    "/usr/lib/x86_64-linux-gnu/perl5/5.36/Scope/Upper.pm": "libscope-upper-perl",
}
APPLICATION = ["/Minion", "/Mojo/SQLite"]
ENVIRONMENT = {"PERL_HASH_SEED": "0", "PERL_PERTURB_KEYS": "0", "MOJO_LOG_LEVEL": "error", "MOJO_MODE": "production"}
FILES = {
    "blog.pl": '''
use Mojolicious::Lite -signatures;
use Mojo::SQLite;

plugin Minion => {SQLite => 'sqlite:jobs.db'};
plugin 'Minion::Admin';
app->secrets(['constant']);
helper sqlite => sub { state $sqlite = Mojo::SQLite->new('sqlite:blog.db') };
app->sqlite->migrations->from_string(<<'SCHEMA')->migrate;
-- 1 up
create table author(id integer primary key, name text);
create table post(id integer primary key, title text, author_id integer);
create table comment(id integer primary key, post_id integer, text text);
SCHEMA
app->minion->add_task(count => sub ($job, @arguments) {
    my $found = app->sqlite->db->query('select count(*) from comment where post_id = ?', $arguments[0])->array->[0];
    $job->note(number => $arguments[0]);
    $job->finish({found => $found});
});

get '/' => sub ($c) {
    my $db = $c->sqlite->db;
    my $posts = $db->select('post', undef, undef, {-asc => 'id'})->hashes;
    for my $post (@$posts) {
        $post->{author} = $db->select('author', ['name'], {id => $post->{author_id}})->hash->{name};
        $post->{comments} = $db->query('select text from comment where post_id = ? order by id', $post->{id})->hashes->to_array;
    }
    $c->render(json => $posts);
};
get '/authors' => sub ($c) {
    my $authors = $c->sqlite->db->select('author')->hashes;
    $c->render(json => $authors->map(sub {
        my $count = $c->sqlite->db->query('select count(*) as n from post where author_id = ?', $_->{id})->hash->{n};
        return {name => $_->{name}, posts => $count};
    })->to_array);
};
get '/joined' => sub ($c) {
    $c->render(json => $c->sqlite->db->query(
        'select title, name from post join author on author.id = author_id order by post.id')->hashes->to_array);
};
post '/jobs' => sub ($c) {
    my @ids = map { $c->minion->enqueue(count => [$_]) } 1 .. 9;
    $c->render(json => scalar @ids);
};
post '/comments' => sub ($c) {
    my $db = $c->sqlite->db;
    $db->insert('comment', {post_id => $_, text => "new $_"}) for 1 .. 7;
    $c->render(json => 'done');
};
app->start;
''',
    "fill.pl": '''
use Mojo::Base -strict;
use Mojo::SQLite;
my $db = Mojo::SQLite->new('sqlite:blog.db')->db;
my $transaction = $db->begin;
$db->insert('author', {id => $_, name => "author $_"}) for 1 .. 6;
$db->insert('post', {id => $_, title => "post $_", author_id => $_ % 6 + 1}) for 1 .. 14;
$db->insert('comment', {post_id => $_ % 14 + 1, text => "text $_"}) for 1 .. 20;
$transaction->commit;
''',
    "work.pl": '''
use Mojo::Base -strict;
require './blog.pl';
my $minion = Mojo::Server->new->load_app('./blog.pl')->minion;
$minion->enqueue(count => [$_]) for 1 .. 8;
my $worker = $minion->worker->register;
while (my $job = $worker->dequeue(0)) {
    $job->execute;
}
$worker->unregister;
say join ' ', map { $_->{task} . ' ' . $_->{state} . ' ' . $_->{args}[0] } @{$minion->backend->list_jobs(0, 20)->{jobs}};
$minion->job($_)->retry for 1 .. 7;
$minion->repair;
say $minion->stats->{inactive_jobs};
''',
}
FILES["work.pl"] = FILES["work.pl"].replace("require './blog.pl';\n", "use Mojo::Server;\n")
PREPARE = [["perl", "blog.pl", "version"], ["perl", "fill.pl"]]
SERVER = ["perl", "blog.pl", "daemon", "-l", "http://127.0.0.1:{port}"]
COMMANDS = [["perl", "work.pl"]]
CLEAN = [r"\d{10}(\.\d+)?", r"\d{4}-\d\d-\d\dT[\d:.]+Z", r"seconds ago", r"\"uptime\":\"?\d+"]


def drive(client):
    for page in ("/", "/authors", "/joined"):
        client.get(page)
    client.post("/jobs")
    client.post("/comments")
    for page in ("/minion", "/minion/jobs", "/minion/jobs?state=inactive&limit=5", "/minion/stats", "/minion/workers", "/"):
        client.get(page)
