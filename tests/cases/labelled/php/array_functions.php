<?php
/* array_map, array_filter and array_walk, each with a function that asks the database. */
// loopline: databases sqlite postgresql
// loopline: finding height kind=n+1 n=21 episodes=1 table=heights parent=trees link=id confidence=confirmed
// loopline: finding protected kind=n+1 n=21 episodes=1 table=protections parent=trees link=id confidence=confirmed
// loopline: finding fruit kind=n+1 n=21 episodes=1 table=fruits parent=trees link=id confidence=confirmed
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table trees (id integer primary key, species text)');
$pdo->exec('create table protections (tree integer, since integer)');
$pdo->exec('create table heights (tree integer, metres integer)');
$pdo->exec('create table fruits (tree integer, kilograms integer)');
$pdo->exec('insert into trees ' . numbers(21) . " select 500 + i * 9, 'species ' || i from n");
$pdo->exec('insert into protections ' . numbers(21) . ' select 500 + i * 9, 2000 from n where i < 8');
$pdo->exec('insert into heights ' . numbers(21) . ' select 500 + i * 9, i from n');
$pdo->exec('insert into fruits ' . numbers(21) . ' select 500 + i * 9, i * 10 from n');

function one(string $query, int $tree)
{
    global $pdo;
    $statement = $pdo->prepare($query);
    $statement->execute([$tree]);
    return $statement->fetchColumn();
}

if (is_fixed()) {
    $heights = $pdo->query('select tree, metres from heights')->fetchAll();
    $protected = $pdo->query('select tree from protections')->fetchAll();
    $fruits = $pdo->query('select sum(kilograms) from fruits')->fetchColumn();
} else {
    $trees = $pdo->query('select id from trees')->fetchAll(PDO::FETCH_COLUMN);
    $heights = array_map(fn ($tree) => one('select metres from heights where tree = ?', $tree), $trees); // loop: height
    $protected = array_filter($trees, function (int $tree): bool { // loop: protected
        return one('select count(*) from protections where tree = ?', $tree) > 0;
    });
    $fruits = 0;
    array_walk($trees, function (int $tree) use (&$fruits): void { // loop: fruit
        $fruits += one('select kilograms from fruits where tree = ?', $tree);
    });
}
if (count($heights) !== 21 || count($protected) !== 7 || (int)$fruits !== 2310) {
    exit(1);
}
