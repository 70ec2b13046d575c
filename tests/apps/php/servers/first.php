<?php
/* The one of two pages of the same shape: without opcache the functions of both lie at the same places in turn. */
require dirname(__DIR__) . '/blog.php';

function show(PDO $pdo): void
{
    foreach (author_ids($pdo) as $id) { // header
        author_name($pdo, $id); // loop line
    }
}

show(open_blog());
