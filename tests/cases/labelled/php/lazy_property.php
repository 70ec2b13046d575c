<?php
/* A model loads the object it belongs to when it is first asked for, by __get. */
// loopline: databases sqlite postgresql
// loopline: finding publisher kind=n+1 n=24 episodes=1 table=publishers parent=books link=publisher_id confidence=confirmed
// loopline: twin
require __DIR__ . '/support.php';

abstract class Model
{
    protected array $loaded = [];

    public function __construct(protected PDO $pdo, protected array $row)
    {
    }

    public function __get(string $name)
    {
        return $this->row[$name] ?? $this->loaded[$name] ??= $this->load($name);
    }

    abstract protected function load(string $name);
}

final class Publisher extends Model
{
    protected function load(string $name)
    {
        return null;
    }
}

final class Book extends Model
{
    protected function load(string $name)
    {
        $statement = $this->pdo->prepare("select * from {$name}s where id = ?");
        $statement->execute([$this->row["{$name}_id"]]);
        return new Publisher($this->pdo, $statement->fetch());
    }

    public function with(string $name, Model $model): self
    {
        $this->loaded[$name] = $model;
        return $this;
    }
}

$pdo = open_database();
$pdo->exec('create table publishers (id integer primary key, city text)');
$pdo->exec('create table books (id integer primary key, title text, publisher_id integer)');
$pdo->exec('insert into publishers ' . numbers(24) . " select i * 13, 'city ' || i from n");
$pdo->exec('insert into books ' . numbers(24) . " select i, 'title ' || i, i * 13 from n");

$books = [];
if (is_fixed()) {
    foreach ($pdo->query('select b.id, b.title, p.city from books b join publishers p on p.id = b.publisher_id') as $row) {
        $books[] = (new Book($pdo, $row))->with('publisher', new Publisher($pdo, $row));
    }
} else {
    foreach ($pdo->query('select * from books order by title')->fetchAll() as $row) {
        $books[] = new Book($pdo, $row);
    }
}
foreach ($books as $book) { // header: publisher
    printf("%s, %s\n", $book->title, $book->publisher->city); // loop: publisher
}
