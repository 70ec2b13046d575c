<?php
/* Raises the salary of each person that a query finds, one UPDATE each. */
// loopline: databases postgresql
// loopline: finding raise kind=write-loop n=35 table=salaries
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table salaries (person integer primary key, euros integer)');
$pdo->exec('insert into salaries ' . numbers(35) . ' select i * 19, 2000 + i from n');

if (is_fixed()) {
    $pdo->exec('update salaries set euros = euros + 100 where euros < 3000');
} else {
    $people = $pdo->query('select person, euros from salaries where euros < 3000')->fetchAll(PDO::FETCH_KEY_PAIR);
    $update = $pdo->prepare('update salaries set euros = ? where person = ?');
    foreach ($people as $person => $euros) { // header: raise
        $update->execute([$euros + 100, $person]); // loop: raise
    }
}
