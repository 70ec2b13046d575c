<?php
// A look-up for each row of a list.
$database = new PDO('sqlite::memory:');
$database->exec('create table item(id integer primary key, name text, next_id integer)');
$database->exec("insert into item with recursive n(i) as (select 1 union all select i + 1 from n where i < 30) select i, 'n' || i, i * 7 % 31 from n");
function look_up($database, $id) {
    $statement = $database->prepare('select name from item where id = ?');
    $statement->execute([$id]);
    return $statement->fetch();
}
foreach ($database->query('select next_id from item order by id')->fetchAll() as $row)
    look_up($database, $row[0]);
