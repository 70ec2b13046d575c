<?php
/* Every line of a bill asks the settings table for the same tax rate again. */
// loopline: databases sqlite postgresql
// loopline: finding tax kind=duplicate n=32 episodes=1 table=settings
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table settings (name text primary key, value text)');
$pdo->exec('create table bill_lines (position integer primary key, cents integer)');
$pdo->exec("insert into settings values ('tax.percent', '19'), ('currency', 'EUR')");
$pdo->exec('insert into bill_lines ' . numbers(32) . ' select i, i * 250 from n');

function setting(PDO $pdo, string $name): string
{
    $statement = $pdo->prepare('select value from settings where name = ?');
    $statement->execute([$name]);
    return $statement->fetchColumn();
}

$lines = $pdo->query('select cents from bill_lines order by position')->fetchAll(PDO::FETCH_COLUMN);
$total = 0;
if (is_fixed()) {
    $percent = (int)setting($pdo, 'tax.percent');
    foreach ($lines as $cents) {
        $total += intdiv($cents * (100 + $percent), 100);
    }
} else {
    foreach ($lines as $cents) { // header: tax
        $total += intdiv($cents * (100 + (int)setting($pdo, 'tax.percent')), 100); // loop: tax
    }
}
echo $total, "\n";
