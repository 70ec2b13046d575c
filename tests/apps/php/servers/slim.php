<?php
/* The list of page.php, behind a route of Slim. */
require dirname(__DIR__) . '/blog.php';
require '/usr/share/php/Slim/autoload.php';

$pdo = open_blog();
$app = new Slim\App();
$app->get('/posts/{number}', function ($request, $response, array $arguments) use ($pdo) {
    $posts = $pdo->prepare('select author_id from posts where id >= ? and id < ?');
    $posts->execute([$arguments['number'] % 3 * 10 + 1, $arguments['number'] % 3 * 10 + 11]); // parent
    foreach ($posts->fetchAll(PDO::FETCH_COLUMN) as $id) { // header
        $response->getBody()->write(author_name($pdo, $id) . "\n"); // loop line
    }
    return $response;
});
$app->run();
