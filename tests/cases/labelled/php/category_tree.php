<?php
/* A shop's menu: the categories below each category, by recursion, one query for each. */
// loopline: databases sqlite postgresql
// loopline: finding subcategories kind=n+1 n=84 episodes=1 table=categories
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table categories (id integer primary key, parent_id integer, name text)');
$pdo->exec('insert into categories ' . numbers(85)
    . " select i, case when i = 1 then null else (i + 2) / 4 end, 'category ' || i from n");

function draw(PDO $pdo, int $category, string $name, int $depth = 0): int
{
    $statement = $pdo->prepare('select id, name from categories where parent_id = ? order by name');
    $statement->execute([$category]);
    $drawn = 1;
    foreach ($statement->fetchAll() as $child) { // header: subcategories
        $drawn += draw($pdo, $child['id'], $child['name'], $depth + 1); // loop: subcategories
    }
    return $drawn;
}

if (is_fixed()) {
    $all = $pdo->query('with recursive menu(id, depth) as (select id, 0 from categories where parent_id is null '
        . 'union all select c.id, m.depth + 1 from menu m join categories c on c.parent_id = m.id) select * from menu');
    $drawn = count($all->fetchAll());
} else {
    $drawn = draw($pdo, 1, 'category 1');
}
if ($drawn !== 85) {
    exit(1);
}
