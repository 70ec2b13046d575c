<?php
/* A list of posts with the author of each, asked for in a foreach over the rows. */
// loopline: databases sqlite postgresql
// loopline: finding author kind=n+1 n=25 episodes=1 table=authors parent=posts link=author_id confidence=confirmed
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table authors (id integer primary key, name text)');
$pdo->exec('create table posts (id integer primary key, author_id integer, title text)');
$pdo->exec('insert into authors ' . numbers(25) . " select 400 + i * 3, 'author ' || i from n");
$pdo->exec('insert into posts ' . numbers(25) . " select i, 400 + i * 3, 'post ' || i from n");

function author_name(PDO $pdo, int $id): string
{
    $statement = $pdo->prepare('select name from authors where id = ?');
    $statement->execute([$id]);
    return $statement->fetchColumn();
}

$lines = [];
if (is_fixed()) {
    $rows = $pdo->query('select p.title, a.name from posts p join authors a on a.id = p.author_id');
    foreach ($rows as $row) {
        $lines[] = $row['title'] . ' by ' . $row['name'];
    }
} else {
    $posts = $pdo->query('select author_id, title from posts order by id')->fetchAll();
    foreach ($posts as $post) { // header: author
        $lines[] = $post['title'] . ' by ' . author_name($pdo, $post['author_id']); // loop: author
    }
}
if (count($lines) !== 25) {
    exit(1);
}
