<?php
/* Seven look-ups, none in a loop of the program. */
require dirname(__DIR__) . '/blog.php';

$pdo = open_blog();
fill_blog($pdo);
author_name($pdo, 1007);
author_name($pdo, 1014);
author_name($pdo, 1021);
author_name($pdo, 1028);
author_name($pdo, 1035);
author_name($pdo, 1042);
author_name($pdo, 1049);
