<?php
/*
 * The blog that the programs here ask: thirty posts by thirty authors. DATABASE is "sqlite:PATH", "pgsql:" or a data
 * source of PDO's own.
 */

function open_blog(): PDO
{
    $pdo = new PDO(getenv('BLOG_DATABASE') ?: 'sqlite::memory:');
    $pdo->setAttribute(PDO::ATTR_DEFAULT_FETCH_MODE, PDO::FETCH_ASSOC);
    return $pdo;
}

/** Four statements. */
function fill_blog(PDO $pdo, int $posts = 30): void
{
    $numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < $posts)";
    $pdo->exec('create table authors (id integer primary key, name text)');
    $pdo->exec('create table posts (id integer primary key, author_id integer, title text)');
    $pdo->exec("insert into authors $numbers select 1000 + i * 7, 'author ' || i from n");
    $pdo->exec("insert into posts $numbers select i, 1000 + i * 7, 'post ' || i from n");
}

function author_ids(PDO $pdo): array
{
    return $pdo->query('select author_id from posts order by id')->fetchAll(PDO::FETCH_COLUMN); // parent
}

function author_name(PDO $pdo, int $id): string
{
    $statement = $pdo->prepare('select name from authors where id = ?');
    $statement->execute([$id]); // call site
    return (string)$statement->fetchColumn();
}
