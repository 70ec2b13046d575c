<?php
/* A loader collects the keys that are asked for, and answers all of them with one query. */
// loopline: databases sqlite postgresql
require __DIR__ . '/support.php';

final class Loader
{
    private array $wanted = [];
    private array $found = [];

    public function __construct(private PDO $pdo)
    {
    }

    public function later(int $id): Closure
    {
        $this->wanted[$id] = true;
        return fn (): string => $this->now($id);
    }

    private function now(int $id): string
    {
        if ($this->wanted) {
            $ids = array_keys($this->wanted);
            $this->wanted = [];
            $marks = implode(', ', array_fill(0, count($ids), '?'));
            $statement = $this->pdo->prepare("select id, name from users where id in ($marks)");
            $statement->execute($ids);
            $this->found += $statement->fetchAll(PDO::FETCH_KEY_PAIR);
        }
        return $this->found[$id];
    }
}

$pdo = open_database();
$pdo->exec('create table users (id integer primary key, name text)');
$pdo->exec('create table messages (id integer primary key, sender integer)');
$pdo->exec('insert into users ' . numbers(30) . " select i * 9, 'user ' || i from n");
$pdo->exec('insert into messages ' . numbers(30) . ' select i, i * 9 from n');

$loader = new Loader($pdo);
$names = [];
foreach ($pdo->query('select sender from messages')->fetchAll() as $message) {
    $names[] = $loader->later($message['sender']);
}
foreach ($names as $name) {
    echo $name(), "\n";
}
