<?php
/* An index runs over the ids of a playlist; the song of each is asked for. */
// loopline: databases sqlite postgresql
// loopline: finding song kind=n+1 n=30 episodes=1 table=songs parent=playlist link=song confidence=confirmed
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table songs (id integer primary key, seconds integer)');
$pdo->exec('create table playlist (place integer, song integer)');
$pdo->exec('insert into songs ' . numbers(60) . ' select i * 7, 100 + i from n');
$pdo->exec('insert into playlist ' . numbers(30) . ' select i, i * 14 from n');

final class Songs
{
    public function __construct(private PDO $pdo)
    {
    }

    public function seconds(int $song): int
    {
        $statement = $this->pdo->prepare('select seconds from songs where id = ?');
        $statement->execute([$song]);
        return (int)$statement->fetch()['seconds'];
    }

    public function all(array $songs): array
    {
        $marks = implode(', ', array_fill(0, count($songs), '?'));
        $statement = $this->pdo->prepare("select id, seconds from songs where id in ($marks)");
        $statement->execute($songs);
        return $statement->fetchAll(PDO::FETCH_KEY_PAIR);
    }
}

$songs = new Songs($pdo);
$ids = $pdo->query('select song from playlist order by place')->fetchAll(PDO::FETCH_COLUMN);
$seconds = 0;
if (is_fixed()) {
    $seconds = array_sum($songs->all($ids));
} else {
    for ($i = 0; $i < count($ids); $i++) { // header: song
        $seconds += $songs->seconds($ids[$i]); // loop: song
    }
}
echo $seconds, "\n";
