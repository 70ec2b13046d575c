<?php
/* A job of one round: the loop over its reports turns once, and calls the database often, in different places. */
// loopline: databases sqlite postgresql
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table totals (name text primary key, cents integer)');
$pdo->exec('insert into totals ' . numbers(30) . " select 'name ' || i, i from n");

function total(PDO $pdo, string $name): int
{
    $statement = $pdo->prepare('select cents from totals where name = ?');
    $statement->execute([$name]);
    return $statement->fetchColumn();
}

foreach (['monthly'] as $report) {
    $sum = total($pdo, 'name 1');
    $sum += total($pdo, 'name 2');
    $sum += total($pdo, 'name 3');
    $sum += total($pdo, 'name 4');
    $sum += total($pdo, 'name 5');
    $sum += total($pdo, 'name 6');
    $sum += total($pdo, 'name 7');
    echo $report, ' ', $sum, "\n";
}
