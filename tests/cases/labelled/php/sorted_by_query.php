<?php
/* Teams in the order of their results, which the comparison asks the database for again and again. */
// loopline: databases sqlite postgresql
// loopline: finding points kind=n+1 episodes=1 table=results parent=teams link=id
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table teams (id integer primary key, city text)');
$pdo->exec('create table results (team integer, points integer)');
$pdo->exec('insert into teams ' . numbers(20) . " select i * 101, 'city ' || i from n");
$pdo->exec('insert into results ' . numbers(20) . ' select i * 101, i * 37 % 23 from n');

function points(PDO $pdo, int $team): int
{
    $statement = $pdo->prepare('select max(points) from results where team = ?');
    $statement->execute([$team]);
    return $statement->fetchColumn();
}

if (is_fixed()) {
    $teams = $pdo->query('select t.id from teams t join results r on r.team = t.id order by r.points')->fetchAll();
} else {
    $teams = $pdo->query('select id, city from teams')->fetchAll();
    usort($teams, fn (array $a, array $b) => points($pdo, $a['id']) <=> points($pdo, $b['id'])); // loop: points
}
if (count($teams) !== 20) {
    exit(1);
}
