<?php
/* A thousand keys are looked up in chunks of two hundred. */
// loopline: databases sqlite postgresql
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table parts (id integer primary key, name text)');
$pdo->exec('insert into parts ' . numbers(1000) . " select i * 2, 'part ' || i from n");

$names = [];
$ids = $pdo->query('select id from parts')->fetchAll(PDO::FETCH_COLUMN);
foreach (array_chunk($ids, 200) as $chunk) {
    $marks = implode(', ', array_fill(0, count($chunk), '?'));
    $statement = $pdo->prepare("select id, name from parts where id in ($marks)");
    $statement->execute($chunk);
    $names += $statement->fetchAll(PDO::FETCH_KEY_PAIR);
}
if (count($names) !== 1000) {
    exit(1);
}
