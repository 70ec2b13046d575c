<?php
/* Waits for a job to be done by asking for its state every millisecond. */
// loopline: databases sqlite postgresql
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table jobs (id integer primary key, state text)');
$pdo->exec("insert into jobs values (7, 'waiting')");
$other = open_database();
$state = $pdo->prepare('select state from jobs where id = ?');
$asked = 0;
do {
    if (++$asked === 40) {
        $other->exec("update jobs set state = 'done' where id = 7");
    }
    usleep(1000);
    $state->execute([7]);
    $now = $state->fetchColumn();
    $state->closeCursor();
} while ($now !== 'done');
