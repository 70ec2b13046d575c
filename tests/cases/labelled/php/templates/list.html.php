<h1>Articles</h1>
<?php foreach ($articles as $article): // header: comments ?>
<section>
    <h2><?= $article['title'] ?></h2>
    <?= render('article', ['article' => $article, 'pdo' => $pdo]) // loop: comments ?>
</section>
<?php endforeach ?>
