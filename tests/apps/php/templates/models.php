<?php
/* Posts whose author is asked for when a template reads it. */

final class Author
{
    public function __construct(public string $name)
    {
    }
}

final class Post
{
    public string $title;

    public function __construct(private PDO $pdo, array $row)
    {
        $this->title = $row['title'];
        $this->authorId = $row['author_id'];
    }

    private int $authorId;

    public function author(): Author
    {
        return new Author(author_name($this->pdo, $this->authorId));
    }
}

function posts(PDO $pdo): array
{
    $rows = $pdo->query('select author_id, title from posts order by id')->fetchAll(); // parent
    return array_map(fn (array $row): Post => new Post($pdo, $row), $rows);
}
