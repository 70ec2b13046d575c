<?php

namespace Acme\Orm;

final class Collection
{
    public function __construct(private array $rows)
    {
    }

    public function each(callable $callback): void
    {
        foreach ($this->rows as $row) {
            $callback($row);
        }
    }

    public function column(string $name): array
    {
        return array_column($this->rows, $name);
    }
}
