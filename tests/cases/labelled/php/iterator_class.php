<?php
/* An IteratorAggregate over rows, an iterator that looks up what it is asked for, and iterator_to_array. */
// loopline: databases sqlite postgresql
// loopline: finding height kind=n+1 n=13 episodes=1 table=heights parent=peaks link=id confidence=confirmed
require __DIR__ . '/support.php';

final class Heights implements Iterator
{
    private int $place = 0;

    public function __construct(private PDO $pdo, private array $peaks)
    {
    }

    public function current(): mixed
    {
        $statement = $this->pdo->prepare('select metres from heights where peak = ?');
        $statement->execute([$this->peaks[$this->place]]);
        return $statement->fetchColumn();
    }

    public function key(): mixed
    {
        return $this->place;
    }

    public function next(): void
    {
        $this->place++;
    }

    public function rewind(): void
    {
        $this->place = 0;
    }

    public function valid(): bool
    {
        return $this->place < count($this->peaks);
    }
}

$pdo = open_database();
$pdo->exec('create table peaks (id integer primary key)');
$pdo->exec('create table heights (peak integer, metres integer)');
$pdo->exec('insert into peaks ' . numbers(13) . ' select i * 47 from n');
$pdo->exec('insert into heights ' . numbers(13) . ' select i * 47, i * 100 from n');

$peaks = $pdo->query('select id from peaks')->fetchAll(PDO::FETCH_COLUMN);
$metres = iterator_to_array(new Heights($pdo, $peaks)); // loop: height
if (array_sum($metres) != 9100) {
    exit(1);
}
