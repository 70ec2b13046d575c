<?php
/* A server whose page of ten entries asks for the author of each; thirty requests over one connection to the database. */
// loopline: databases sqlite postgresql
// loopline: finding author kind=n+1 n=10 episodes=30 table=authors parent=entries link=author_id confidence=confirmed
// loopline: twin
require __DIR__ . '/support.php';
require __DIR__ . '/server.php';

$pdo = open_database();
$pdo->exec('create table authors (id integer primary key, name text)');
$pdo->exec('create table entries (id integer primary key, author_id integer)');
$pdo->exec('insert into authors ' . numbers(100) . " select 700 + i * 3, 'author ' || i from n");
$pdo->exec('insert into entries ' . numbers(100) . ' select i, 700 + i * 3 from n');

function page(PDO $pdo, int $number): string
{
    $statement = $pdo->prepare('select id, author_id from entries where id > ? and id <= ?');
    $statement->execute([$number % 10 * 10, $number % 10 * 10 + 10]);
    $names = [];
    foreach ($statement->fetchAll() as $entry) { // header: author
        $author = $pdo->prepare('select name from authors where id = ?');
        $author->execute([$entry['author_id']]); // loop: author
        $names[] = $author->fetchColumn();
    }
    return implode(', ', $names);
}

function page_at_once(PDO $pdo, int $number): string
{
    $statement = $pdo->prepare('select a.name from entries e join authors a on a.id = e.author_id where e.id > ? and e.id <= ?');
    $statement->execute([$number % 10 * 10, $number % 10 * 10 + 10]);
    return implode(', ', $statement->fetchAll(PDO::FETCH_COLUMN));
}

serve(30, fn (): PDO => $pdo, is_fixed() ? 'page_at_once' : 'page');
