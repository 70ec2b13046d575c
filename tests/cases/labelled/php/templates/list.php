<?php
/* A page made of a template file for the list and one for each of its entries. */
// loopline: databases sqlite postgresql
// loopline: finding comments kind=n+1 n=14 episodes=1 table=comments parent=articles link=id confidence=confirmed
require dirname(__DIR__) . '/support.php';

$pdo = open_database();
$pdo->exec('create table articles (id integer primary key, title text)');
$pdo->exec('create table comments (article integer, body text)');
$pdo->exec('insert into articles ' . numbers(14) . " select i * 71, 'title ' || i from n");
$pdo->exec('insert into comments ' . numbers(42) . " select (i % 14 + 1) * 71, 'body ' || i from n");

function render(string $template, array $variables): string
{
    extract($variables);
    ob_start();
    require __DIR__ . "/$template.html.php";
    return ob_get_clean();
}

$articles = $pdo->query('select id, title from articles')->fetchAll();
$page = render('list', ['articles' => $articles, 'pdo' => $pdo]);
if (substr_count($page, '<li>') !== 42) {
    exit(1);
}
