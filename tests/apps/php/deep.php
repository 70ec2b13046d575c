<?php
// A loop below ten thousand levels of recursion.

$database = new PDO('sqlite::memory:');
$database->exec('create table items (id integer primary key, value integer)');
$database->exec('insert into items (id) with recursive n(i) as (select 1 union all select i + 1 from n where i < 100) select i from n');
$statement = $database->prepare('select value from items where id = ?');

function down(int $levels, callable $function)
{
    return $levels > 0 ? down($levels - 1, $function) : $function();
}

down(10000, function () use ($database, $statement) {
    foreach ($database->query('select id from items')->fetchAll() as $row) { // header line
        $statement->execute([$row[0]]); // loop line
        $statement->fetchAll();
    }
});
