<?php
/* A cursor's rows in a while loop; a second statement, prepared once, counts for each. */
// loopline: databases sqlite postgresql
// loopline: finding visits kind=n+1 n=40 episodes=1 table=visits parent=shops link=id confidence=confirmed
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table shops (id integer primary key, city text)');
$pdo->exec('create table visits (shop integer, visitor integer)');
$pdo->exec('insert into shops ' . numbers(40) . " select i * 17, 'city ' || i from n");
$pdo->exec('insert into visits ' . numbers(400) . ' select (i % 40 + 1) * 17, i from n');

$total = 0;
if (is_fixed()) {
    $shops = $pdo->query('select s.city, count(*) as visits from shops s join visits v on v.shop = s.id group by s.city');
    while ($shop = $shops->fetch()) {
        $total += $shop['visits'];
    }
} else {
    $visits = $pdo->prepare('select count(*) from visits where shop = :shop');
    $shops = $pdo->query('select id, city from shops order by city');
    while ($shop = $shops->fetch()) { // header: visits
        $visits->bindValue(':shop', $shop['id'], PDO::PARAM_INT);
        $visits->execute(); // loop: visits
        $total += $visits->fetchColumn();
        $visits->closeCursor();
    }
}
if ($total !== 400) {
    exit(1);
}
