<?php
/* Loops of two to four rounds: the months of a quarter, the sides of a match, the suits of a game. */
// loopline: databases sqlite postgresql
// loopline: dismissed "below threshold"
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table sales (month integer, cents integer)');
$pdo->exec('create table sides (name text, goals integer)');
$pdo->exec('create table suits (id integer, name text)');
$pdo->exec('insert into sales ' . numbers(120) . ' select i / 10 + 1, i * 100 from n');
$pdo->exec("insert into sides values ('home', 2), ('away', 1)");
$pdo->exec("insert into suits values (11, 'clubs'), (12, 'spades'), (13, 'hearts'), (14, 'diamonds')");

function value(string $query, $key)
{
    global $pdo;
    $statement = $pdo->prepare($query);
    $statement->execute([$key]);
    return $statement->fetchColumn();
}

$total = 0;
for ($month = 4; $month < 7; $month++) {
    $total += value('select sum(cents) from sales where month = ?', $month);
}
foreach (['home', 'away'] as $side) {
    $total += value('select goals from sides where name = ?', $side);
}
foreach ($pdo->query('select id from suits')->fetchAll(PDO::FETCH_COLUMN) as $suit) {
    $total += strlen(value('select name from suits where id = ?', $suit));
}
echo $total, "\n";
