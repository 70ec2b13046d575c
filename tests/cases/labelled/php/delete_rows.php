<?php
/* Deletes what has expired, key by key. */
// loopline: databases postgresql
// loopline: finding expired kind=write-loop n=44 table=sessions
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table sessions (token text primary key, expires integer)');
$pdo->exec('insert into sessions ' . numbers(88) . " select 'token ' || i, i from n");

if (is_fixed()) {
    $pdo->exec('delete from sessions where expires <= 44');
} else {
    $tokens = $pdo->query('select token from sessions where expires <= 44')->fetchAll(PDO::FETCH_COLUMN);
    while (($token = array_shift($tokens)) !== null) { // header: expired
        $pdo->prepare('delete from sessions where token = ?')->execute([$token]); // loop: expired
    }
}
