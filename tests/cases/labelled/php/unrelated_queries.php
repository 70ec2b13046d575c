<?php
/* A dashboard runs different queries from a list, each once. */
// loopline: databases sqlite postgresql
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table facts (id integer primary key, kind text, size integer)');
$pdo->exec('insert into facts ' . numbers(60) . " select i, 'kind ' || i % 6, i * 2 from n");

$tiles = [
    'all' => 'select count(*) from facts',
    'large' => 'select count(*) from facts where size > 50',
    'size' => 'select sum(size) from facts',
    'mean' => 'select avg(size) from facts',
    'kinds' => 'select count(distinct kind) from facts',
    'last' => 'select max(id) from facts',
    'first' => 'select min(id) from facts',
    'even' => 'select count(*) from facts where id % 2 = 0',
];
foreach ($tiles as $name => $query) {
    echo $name, ': ', $pdo->query($query)->fetchColumn(), "\n";
}
