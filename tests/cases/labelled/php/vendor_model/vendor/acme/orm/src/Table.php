<?php

namespace Acme\Orm;

/* A library: its own loops serve what the program asks for. */
final class Table
{
    public function __construct(private \PDO $pdo, private string $name)
    {
    }

    public function find(int $id): array
    {
        $statement = $this->pdo->prepare("select * from {$this->name} where id = ?");
        $statement->execute([$id]);
        return $statement->fetch();
    }

    public function all(): Collection
    {
        return new Collection($this->pdo->query("select * from {$this->name}")->fetchAll());
    }

    public function only(array $ids): array
    {
        $marks = implode(', ', array_fill(0, count($ids), '?'));
        $statement = $this->pdo->prepare("select * from {$this->name} where id in ($marks)");
        $statement->execute($ids);
        return $statement->fetchAll();
    }
}
