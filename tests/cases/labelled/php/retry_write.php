<?php
/* A write that meets a lock is tried again, eight times until the other connection lets go. */
// loopline: databases sqlite postgresql
require __DIR__ . '/support.php';

function connect(): PDO
{
    global $argv;
    $pdo = open_database();
    $pdo->setAttribute(PDO::ATTR_TIMEOUT, 0);
    if ($argv[1] === 'postgresql') {
        $pdo->exec("set lock_timeout = '1ms'");
    }
    return $pdo;
}

function deposit(PDO $pdo, PDO $other, int $cents): int
{
    for ($attempt = 1;; $attempt++) {
        try {
            $pdo->prepare('update accounts set cents = cents + ? where id = 1')->execute([$cents]);
            return $attempt;
        } catch (PDOException $busy) {
            if ($attempt === 8) {
                $other->rollBack();
            }
        }
    }
}

$pdo = connect();
$pdo->exec('create table accounts (id integer primary key, cents integer)');
$pdo->exec('insert into accounts values (1, 100)');
$other = connect();
$other->beginTransaction();
$other->exec('update accounts set cents = 0 where id = 1');
if (deposit($pdo, $other, 50) !== 9) {
    exit(1);
}
