<?php
$comments = $pdo->prepare('select body from comments where article = ?');
$comments->execute([$article['id']]);
?>
<ul>
<?php foreach ($comments as $comment): ?>
    <li><?= $comment['body'] ?></li>
<?php endforeach ?>
</ul>
