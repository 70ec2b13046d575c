<?php
/* SQLite: a thousand INSERTs in one transaction. That is how it is done. */
// loopline: databases sqlite
// loopline: dismissed "write in one SQLite transaction"
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table points (id integer primary key, x real)');
$pdo->beginTransaction();
$insert = $pdo->prepare('insert into points (id, x) values (?, ?)');
for ($id = 0; $id < 1000; $id++) {
    $insert->execute([$id, $id / 2]);
}
$pdo->commit();
if ((int)$pdo->query('select count(*) from points')->fetchColumn() !== 1000) {
    exit(1);
}
