<?php
/* The stock of each article of an order, in a do-while that pops them off. */
// loopline: databases sqlite postgresql
// loopline: finding stock kind=n+1 n=18 episodes=1 table=stock parent=order_lines link=article confidence=confirmed
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table order_lines (number integer, article integer)');
$pdo->exec('create table stock (article integer primary key, pieces integer)');
$pdo->exec('insert into order_lines ' . numbers(18) . ' select i, 9000 + i * 11 from n');
$pdo->exec('insert into stock ' . numbers(18) . ' select 9000 + i * 11, i * 2 from n');

$articles = $pdo->query('select article from order_lines')->fetchAll(PDO::FETCH_COLUMN);
$missing = [];
if (is_fixed()) {
    $missing = $pdo->query('select o.article from order_lines o join stock s on s.article = o.article where s.pieces < 5')
        ->fetchAll(PDO::FETCH_COLUMN);
} else {
    $query = $pdo->prepare('select pieces from stock where article = ?');
    do {
        $article = array_pop($articles);
        $query->execute([$article]); // loop: stock
        if ($query->fetchColumn() < 5) {
            $missing[] = $article;
        }
    } while ($articles);
}
if (count($missing) !== 2) {
    exit(1);
}
