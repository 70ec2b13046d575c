<?php
/* Two hundred readings of five stations: each station is asked for once and kept. */
// loopline: databases sqlite postgresql
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table stations (id integer primary key, name text)');
$pdo->exec('create table readings (id integer primary key, station integer)');
$pdo->exec('insert into stations ' . numbers(4) . " select i * 5, 'station ' || i from n");
$pdo->exec('insert into readings ' . numbers(200) . ' select i, (i % 4 + 1) * 5 from n');

function station(PDO $pdo, int $id): string
{
    static $known = [];
    if (!isset($known[$id])) {
        $statement = $pdo->prepare('select name from stations where id = ?');
        $statement->execute([$id]);
        $known[$id] = $statement->fetchColumn();
    }
    return $known[$id];
}

$count = [];
foreach ($pdo->query('select station from readings')->fetchAll() as $reading) {
    $name = station($pdo, $reading['station']);
    $count[$name] = ($count[$name] ?? 0) + 1;
}
if (array_values($count) !== [50, 50, 50, 50]) {
    exit(1);
}
