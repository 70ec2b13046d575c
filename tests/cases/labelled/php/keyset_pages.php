<?php
/* Exports a table page by page: each page begins after the last key of the page before. */
// loopline: databases sqlite postgresql
// loopline: dismissed "pagination"
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table events (id integer primary key, body text)');
$pdo->exec('insert into events ' . numbers(990) . " select i * 3, 'event ' || i from n");

function events(PDO $pdo, int $size): Generator
{
    $last = 0;
    $page = $pdo->prepare('select id, body from events where id > ? order by id limit ?');
    do {
        $page->bindValue(1, $last, PDO::PARAM_INT);
        $page->bindValue(2, $size, PDO::PARAM_INT);
        $page->execute();
        $rows = $page->fetchAll();
        yield from $rows;
        $last = end($rows)['id'] ?? 0;
    } while ($rows);
}

$count = 0;
foreach (events($pdo, 50) as $event) {
    $count++;
}
if ($count !== 990) {
    exit(1);
}
