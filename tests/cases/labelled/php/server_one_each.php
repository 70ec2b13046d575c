<?php
/* A server: a connection for each of three hundred requests, one query each. */
// loopline: databases sqlite postgresql
// loopline: dismissed "one per request or message"
require __DIR__ . '/support.php';
require __DIR__ . '/server.php';

$pdo = open_database();
$pdo->exec('create table dictionary (word integer primary key, meaning text)');
$pdo->exec('insert into dictionary ' . numbers(300) . " select i, 'meaning ' || i from n");

serve(300, 'open_database', function (PDO $pdo, int $number): string {
    $statement = $pdo->prepare('select meaning from dictionary where word = ?');
    $statement->execute([$number + 1]);
    return $statement->fetchColumn();
});
