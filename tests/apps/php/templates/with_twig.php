<?php
/* A page made by Twig: php with_twig.php DIRECTORY, for what it compiles. */
require '/usr/share/php/Twig/autoload.php';
require dirname(__DIR__) . '/blog.php';
require __DIR__ . '/models.php';

$pdo = open_blog();
fill_blog($pdo);
$twig = new Twig\Environment(new Twig\Loader\FilesystemLoader(__DIR__), ['cache' => $argv[1] ?? false]);
echo substr_count($twig->render('posts.html.twig', ['posts' => posts($pdo)]), 'author'), "\n";
