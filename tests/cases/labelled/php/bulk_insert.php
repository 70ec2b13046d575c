<?php
/* Rows are inserted in statements of a hundred rows each. */
// loopline: databases sqlite postgresql
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table points (x integer, y integer)');
$pdo->beginTransaction();
for ($start = 0; $start < 1000; $start += 100) {
    $values = array_map(fn (int $x): string => "($x, " . $x * $x . ')', range($start, $start + 99));
    $pdo->exec('insert into points (x, y) values ' . implode(', ', $values));
}
$pdo->commit();
if ((int)$pdo->query('select count(*) from points')->fetchColumn() !== 1000) {
    exit(1);
}
