<?php
/* A class of static methods, reached by call_user_func and a first-class callable inside a while loop over an iterator. */
// loopline: databases sqlite postgresql
// loopline: finding badge kind=n+1 n=27 episodes=1 table=badges parent=players link=id confidence=confirmed
require __DIR__ . '/support.php';

final class Badges
{
    public static PDO $pdo;

    public static function of(int $player): array
    {
        $statement = self::$pdo->prepare('select badge from badges where player = ?');
        $statement->execute([$player]);
        return $statement->fetchAll(PDO::FETCH_COLUMN);
    }
}

Badges::$pdo = $pdo = open_database();
$pdo->exec('create table players (id integer primary key)');
$pdo->exec('create table badges (player integer, badge text)');
$pdo->exec('insert into players ' . numbers(27) . ' select i * 61 from n');
$pdo->exec('insert into badges ' . numbers(54) . " select (i % 27 + 1) * 61, 'badge ' || i from n");

$players = new ArrayIterator($pdo->query('select id from players')->fetchAll(PDO::FETCH_COLUMN));
$badges = 0;
while ($players->valid()) { // header: badge
    $badges += count(call_user_func(Badges::of(...), $players->current())); // loop: badge
    $players->next();
}
if ($badges !== 54) {
    exit(1);
}
