<?php
/* The same loop by each driver's own calls: php each.php NAME DATABASE, a path or "postgresql". */

const NUMBERS = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 30)';
const SCHEMA = [
    'create table authors (id integer primary key, name text)',
    'create table posts (id integer primary key, author_id integer, title text)',
    'insert into authors ' . NUMBERS . " select 1000 + i * 7, 'author ' || i from n",
    'insert into posts ' . NUMBERS . " select i, 1000 + i * 7, 'post ' || i from n",
];
const PARENT = 'select author_id from posts order by id';

function fill_by(callable $run): void
{
    foreach (SCHEMA as $text) {
        $run($text);
    }
}

function fill_connection($connection): void
{
    fill_by(fn (string $text) => pg_query($connection, $text));
}

function pdo_prepared(PDO $pdo): void
{
    fill_by([$pdo, 'exec']);
    $statement = $pdo->prepare('select name from authors where id = :id');
    foreach ($pdo->query(PARENT)->fetchAll(PDO::FETCH_COLUMN) as $id) {
        $statement->execute(['id' => $id]); // loop line of pdo_prepared
        $statement->fetch();
    }
}

function pdo_emulated(PDO $pdo): void
{
    $pdo->setAttribute(PDO::ATTR_EMULATE_PREPARES, true);
    fill_by([$pdo, 'exec']);
    foreach ($pdo->query(PARENT)->fetchAll(PDO::FETCH_COLUMN) as $id) {
        $statement = $pdo->prepare('select name from authors where id = ?');
        $statement->bindValue(1, $id, PDO::PARAM_INT);
        $statement->execute(); // loop line of pdo_emulated
        $statement->fetch();
    }
}

function pdo_literal(PDO $pdo): void
{
    fill_by([$pdo, 'exec']);
    foreach ($pdo->query(PARENT)->fetchAll(PDO::FETCH_COLUMN) as $id) {
        $pdo->query("select name from authors where id = $id")->fetch(); // loop line of pdo_literal
    }
}

function sqlite3_query(SQLite3 $db): void
{
    fill_by([$db, 'exec']);
    $posts = $db->query(PARENT);
    while ($post = $posts->fetchArray(SQLITE3_NUM)) {
        $authors = $db->query("select name from authors where id = $post[0]"); // loop line of sqlite3_query
        $authors->fetchArray();
    }
}

function sqlite3_single(SQLite3 $db): void
{
    fill_by([$db, 'exec']);
    $posts = $db->query(PARENT);
    while ($post = $posts->fetchArray(SQLITE3_NUM)) {
        $db->querySingle("select name from authors where id = $post[0]"); // loop line of sqlite3_single
    }
}

function sqlite3_prepared(SQLite3 $db): void
{
    fill_by([$db, 'exec']);
    $statement = $db->prepare('select name from authors where id = ?');
    $posts = $db->query(PARENT);
    while ($post = $posts->fetchArray(SQLITE3_NUM)) {
        $statement->bindValue(1, $post[0], SQLITE3_INTEGER);
        $authors = $statement->execute(); // loop line of sqlite3_prepared
        while ($authors->fetchArray()) {
        }
        $statement->reset();
    }
}

function pg_by_text($connection): void
{
    fill_connection($connection);
    foreach (pg_fetch_all_columns(pg_query($connection, PARENT)) as $id) {
        pg_query($connection, "select name from authors where id = $id"); // loop line of pg_by_text
    }
}

function pg_with_parameters($connection): void
{
    fill_connection($connection);
    foreach (pg_fetch_all_columns(pg_query($connection, PARENT)) as $id) {
        pg_query_params($connection, 'select name from authors where id = $1', [$id]); // loop line of pg_with_parameters
    }
}

function pg_prepared($connection): void
{
    fill_connection($connection);
    pg_prepare($connection, 'author', 'select name from authors where id = $1');
    foreach (pg_fetch_all_columns(pg_query($connection, PARENT)) as $id) {
        pg_execute($connection, 'author', [$id]); // loop line of pg_prepared
    }
}

function pg_sent($connection): void
{
    fill_connection($connection);
    foreach (pg_fetch_all_columns(pg_query($connection, PARENT)) as $id) {
        pg_send_query_params($connection, 'select name from authors where id = $1', [$id]); // loop line of pg_sent
        pg_fetch_all(pg_get_result($connection));
        pg_get_result($connection);
    }
}

[, $name, $database] = $argv;
$name(match (strstr($name, '_', true)) {
    'pdo' => new PDO($database === 'postgresql' ? 'pgsql:' : "sqlite:$database"),
    'sqlite3' => new SQLite3($database),
    'pg' => pg_connect(''),
});
