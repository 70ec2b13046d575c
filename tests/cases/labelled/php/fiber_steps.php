<?php
/* A fiber asks for the weather of one town whenever it is resumed. */
// loopline: databases sqlite postgresql
// loopline: finding weather kind=n+1 n=16 episodes=1 table=weather parent=towns link=id confidence=confirmed
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table towns (id integer primary key, name text)');
$pdo->exec('create table weather (town integer primary key, celsius integer)');
$pdo->exec('insert into towns ' . numbers(16) . " select i * 23, 'town ' || i from n");
$pdo->exec('insert into weather ' . numbers(16) . ' select i * 23, i from n');

function celsius(PDO $pdo, int $town): int
{
    $statement = $pdo->prepare('select celsius from weather where town = ?');
    $statement->execute([$town]);
    return (int)$statement->fetchColumn();
}

$sum = 0;
if (is_fixed()) {
    $sum = $pdo->query('select sum(w.celsius) from towns t join weather w on w.town = t.id')->fetchColumn();
} else {
    $towns = $pdo->query('select id from towns')->fetchAll(PDO::FETCH_COLUMN);
    $fiber = new Fiber(function () use ($pdo, $towns): void {
        foreach ($towns as $town) { // header: weather
            Fiber::suspend(celsius($pdo, $town)); // loop: weather
        }
    });
    for ($value = $fiber->start(); $value !== null; $value = $fiber->resume()) {
        $sum += $value;
    }
}
if ((int)$sum !== 136) {
    exit(1);
}
