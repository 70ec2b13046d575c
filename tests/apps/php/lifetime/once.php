<?php
// Seven calls in a row, and no loop.
$database = new PDO('sqlite::memory:');
$database->exec('create table item(id integer primary key, name text)');
$database->exec("insert into item with recursive n(i) as (select 1 union all select i + 1 from n where i < 30) select i, 'n' || i from n");
function look_up($database, $id) {
    $statement = $database->prepare('select name from item where id = ?');
    $statement->execute([$id]);
    return $statement->fetch();
}
look_up($database, 1);
look_up($database, 2);
look_up($database, 3);
look_up($database, 4);
look_up($database, 5);
look_up($database, 6);
look_up($database, 7);
