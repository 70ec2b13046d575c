<?php
/* preg_replace_callback looks up the title of each page that a text links to. */
// loopline: databases sqlite postgresql
// loopline: finding title kind=n+1 n=15 episodes=1 table=pages
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table pages (id integer primary key, title text)');
$pdo->exec('insert into pages ' . numbers(15) . " select i * 53, 'page ' || i from n");
$text = '';
for ($i = 1; $i <= 15; $i++) {
    $text .= 'See [[' . $i * 53 . ']]. ';
}

function title(PDO $pdo, string $id): string
{
    $statement = $pdo->prepare('select title from pages where id = ?');
    $statement->execute([$id]);
    return $statement->fetchColumn();
}

if (is_fixed()) {
    $titles = $pdo->query('select id, title from pages')->fetchAll(PDO::FETCH_KEY_PAIR);
    $html = preg_replace_callback('/\[\[(\d+)\]\]/', fn ($match) => $titles[$match[1]], $text);
} else {
    $html = preg_replace_callback('/\[\[(\d+)\]\]/', fn ($match) => title($pdo, $match[1]), $text); // loop: title
}
if (substr_count($html, 'page') !== 15) {
    exit(1);
}
