<?php
/* json_encode calls jsonSerialize of each object, which asks for its tags. */
// loopline: databases sqlite postgresql
// loopline: finding tags kind=n+1 n=23 episodes=1 table=tags parent=photos link=id confidence=confirmed
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table photos (id integer primary key, file text)');
$pdo->exec('create table tags (photo integer, word text)');
$pdo->exec('insert into photos ' . numbers(23) . " select i * 37, 'file ' || i from n");
$pdo->exec('insert into tags ' . numbers(69) . " select (i % 23 + 1) * 37, 'word ' || i from n");

final class Photo implements JsonSerializable
{
    public function __construct(private PDO $pdo, private array $row, private ?array $tags = null)
    {
    }

    public function jsonSerialize(): array
    {
        return $this->row + ['tags' => $this->tags ?? $this->loadTags()];
    }

    private function loadTags(): array
    {
        $statement = $this->pdo->prepare('select word from tags where photo = ?');
        $statement->execute([$this->row['id']]);
        return $statement->fetchAll(PDO::FETCH_COLUMN);
    }
}

$tags = null;
if (is_fixed()) {
    $tags = $pdo->query('select photo, word from tags')->fetchAll(PDO::FETCH_COLUMN | PDO::FETCH_GROUP);
}
$photos = [];
foreach ($pdo->query('select id, file from photos')->fetchAll() as $row) {
    $photos[] = new Photo($pdo, $row, $tags[$row['id']] ?? null);
}
echo strlen(json_encode($photos)), "\n"; // loop: tags
