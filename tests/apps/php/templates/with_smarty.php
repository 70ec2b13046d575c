<?php
/* A page made by Smarty: php with_smarty.php DIRECTORY, for what it compiles. */
require '/usr/share/php/smarty4/Smarty.class.php';
require dirname(__DIR__) . '/blog.php';
require __DIR__ . '/models.php';

$pdo = open_blog();
fill_blog($pdo);
$smarty = new Smarty();
$smarty->setTemplateDir(__DIR__);
$smarty->setCompileDir($argv[1]);
$smarty->assign('posts', posts($pdo));
echo substr_count($smarty->fetch('posts.tpl'), 'author'), "\n";
