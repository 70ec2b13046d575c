<?php
/* A page for each request: ?kind=one asks once, ?kind=list for the author of each of ten posts. */
require dirname(__DIR__) . '/blog.php';

function show_list(PDO $pdo, int $first): void
{
    $posts = $pdo->prepare('select author_id from posts where id >= ? and id < ?');
    $posts->execute([$first, $first + 10]); // parent
    foreach ($posts->fetchAll(PDO::FETCH_COLUMN) as $id) { // header
        echo author_name($pdo, $id), "\n"; // loop line
    }
}

$pdo = open_blog();
if ($_GET['kind'] === 'list') {
    show_list($pdo, (int)$_GET['number'] % 3 * 10 + 1);
} else {
    echo author_name($pdo, 1000 + ((int)$_GET['number'] % 30 + 1) * 7), "\n";
}
