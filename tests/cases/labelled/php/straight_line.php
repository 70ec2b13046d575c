<?php
/* Seven look-ups in a row, and seven through a helper. */
// loopline: databases sqlite postgresql
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table words (id integer primary key, word text)');
$pdo->exec('insert into words ' . numbers(20) . " select i * 3, 'word ' || i from n");
$statement = $pdo->prepare('select word from words where id = ?');

function word(PDO $pdo, int $id): string
{
    $statement = $pdo->prepare('select word from words where id = ?');
    $statement->execute([$id]);
    return $statement->fetchColumn();
}

$statement->execute([3]);
$statement->execute([6]);
$statement->execute([9]);
$statement->execute([12]);
$statement->execute([15]);
$statement->execute([18]);
$statement->execute([21]);
$words = word($pdo, 24) . word($pdo, 27) . word($pdo, 30) . word($pdo, 33)
    . word($pdo, 36) . word($pdo, 39)
    . word($pdo, 42);
if (strlen($words) < 40) {
    exit(1);
}
