<?php
/* A crawler that is polite: it waits after each page, and asks a program about each, in loops over lists of its own. */
// loopline: databases sqlite postgresql
// loopline: finding seen kind=n+1 table=pages n=12
// loopline: finding answers kind=write-loop table=answers n=12
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table pages (id integer primary key, title text)');
$pdo->exec('create table answers (page integer, answer text)');
$pdo->exec("insert into pages select i * 17, 'page ' || i from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 40) select i from n) n");
$wanted = array_map(fn($number) => $number * 17, range(1, 12));
$page = $pdo->prepare('select title from pages where id = ?');
$store = $pdo->prepare('insert into answers values (?, ?)');

foreach ($wanted as $id) {
    $page->execute([$id]); // loop: seen
    $title = $page->fetchColumn();
    $page->closeCursor();
    usleep(1000);
}

foreach ($wanted as $id) {
    $answer = trim(shell_exec("echo answer $id"));
    $store->execute([$id, $answer]); // loop: answers
}
