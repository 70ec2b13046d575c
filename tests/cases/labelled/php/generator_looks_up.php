<?php
/* A generator that asks for the price of each article it yields; who takes them only adds up. */
// loopline: databases sqlite postgresql
// loopline: finding price kind=n+1 n=22 episodes=1 table=prices parent=wishes link=article confidence=confirmed
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table wishes (article integer)');
$pdo->exec('create table prices (article integer primary key, cents integer)');
$pdo->exec('insert into wishes ' . numbers(22) . ' select 300 + i * 11 from n');
$pdo->exec('insert into prices ' . numbers(22) . ' select 300 + i * 11, i * 99 from n');

function prices(PDO $pdo, array $articles): iterable
{
    $statement = $pdo->prepare('select cents from prices where article = ?');
    foreach ($articles as $article) { // header: price
        $statement->execute([$article]); // loop: price
        yield $article => (int)$statement->fetchColumn();
    }
}

$articles = $pdo->query('select article from wishes')->fetchAll(PDO::FETCH_COLUMN);
$total = 0;
if (is_fixed()) {
    $total = (int)$pdo->query('select sum(p.cents) from wishes w join prices p on p.article = w.article')->fetchColumn();
} else {
    foreach (prices($pdo, $articles) as $cents) {
        $total += $cents;
    }
}
if ($total !== 99 * 11 * 23) {
    exit(1);
}
