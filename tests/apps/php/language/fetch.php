<?php
/* Rows of one statement, taken in every way there is. */
require dirname(__DIR__) . '/blog.php';

$pdo = open_blog();
fill_blog($pdo, 200);
$count = 0;
foreach ($pdo->query('select id from posts') as $row) {
    $count++;
}
$rows = $pdo->query('select title from posts');
while ($rows->fetch()) {
    $count++;
}
$rows = $pdo->query('select author_id from posts');
do {
    $id = $rows->fetchColumn();
    $count += $id !== false;
} while ($id !== false);
echo $count, "\n";
