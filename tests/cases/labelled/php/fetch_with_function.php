<?php
/* fetchAll with a function: the driver calls it for each row, and it asks for more. */
// loopline: databases sqlite postgresql
// loopline: finding capital kind=n+1 n=17 episodes=1 table=capitals parent=countries link=code confidence=confirmed
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table countries (code integer primary key, name text)');
$pdo->exec('create table capitals (country integer, city text)');
$pdo->exec('insert into countries ' . numbers(17) . " select i * 29, 'country ' || i from n");
$pdo->exec('insert into capitals ' . numbers(17) . " select i * 29, 'city ' || i from n");

function capital(int $country): string
{
    global $capitals;
    $capitals->execute([$country]);
    return $capitals->fetchColumn();
}

if (is_fixed()) {
    $cities = $pdo->query('select c.city from countries o join capitals c on c.country = o.code')->fetchAll();
} else {
    $capitals = $pdo->prepare('select city from capitals where country = ?');
    $cities = $pdo->query('select code from countries')->fetchAll(PDO::FETCH_FUNC, 'capital'); // loop: capital
}
if (count($cities) !== 17) {
    exit(1);
}
