<?php
/* The second one: all but this line and the name of the file is the same. */
require dirname(__DIR__) . '/blog.php';

function show(PDO $pdo): void
{
    foreach (author_ids($pdo) as $id) { // header
        author_name($pdo, $id); // loop line
    }
}

show(open_blog());
