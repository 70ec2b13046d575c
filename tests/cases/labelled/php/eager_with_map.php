<?php
/* Rows of two tables are put together in memory: two queries, and loops without any. */
// loopline: databases sqlite postgresql
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table albums (id integer primary key, title text)');
$pdo->exec('create table tracks (album integer, title text)');
$pdo->exec('insert into albums ' . numbers(40) . " select i, 'album ' || i from n");
$pdo->exec('insert into tracks ' . numbers(400) . " select i % 40 + 1, 'track ' || i from n");

$albums = $pdo->query('select id, title from albums')->fetchAll(PDO::FETCH_KEY_PAIR);
$tracks = [];
foreach ($pdo->query('select album, title from tracks') as $track) {
    $tracks[$track['album']][] = $track['title'];
}
array_walk($albums, function (string $title, int $id) use ($tracks): void {
    echo $title, ': ', count($tracks[$id]), "\n";
});
