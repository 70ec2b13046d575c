<?php
/* One function serves two callers: a loop that repeats it, and a place that asks once. */
// loopline: databases sqlite postgresql
// loopline: finding member kind=n+1 n=31 episodes=1 table=members parent=seats link=member confidence=confirmed
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table members (id integer primary key, name text)');
$pdo->exec('create table seats (number integer primary key, member integer)');
$pdo->exec('insert into members ' . numbers(31) . " select i * 43, 'member ' || i from n");
$pdo->exec('insert into seats ' . numbers(31) . ' select i, i * 43 from n');

function member(PDO $pdo, int $id): string
{
    $statement = $pdo->prepare('select name from members where id = ?');
    $statement->execute([$id]);
    return $statement->fetchColumn();
}

function chair(PDO $pdo): string
{
    return member($pdo, 43);
}

function everybody(PDO $pdo): array
{
    $names = [];
    foreach ($pdo->query('select member from seats')->fetchAll() as ['member' => $id]) { // header: member
        if ($id === 0) {
            continue;
        }
        $names[] = member($pdo, $id); // loop: member
    }
    return $names;
}

function everybody_at_once(PDO $pdo): array
{
    return $pdo->query('select m.name from seats s join members m on m.id = s.member')->fetchAll();
}

$names = is_fixed() ? everybody_at_once($pdo) : everybody($pdo);
echo chair($pdo), ' ', count($names), "\n";
