<?php
/* Makes the blog that the pages show. */
require dirname(__DIR__) . '/blog.php';

fill_blog(open_blog());
