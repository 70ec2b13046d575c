<?php
/* Rows of one statement, taken one by one in every way there is. */
// loopline: databases sqlite postgresql
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table samples (id integer primary key, level integer)');
$pdo->exec('insert into samples ' . numbers(90) . ' select i, i * 3 from n');

$rows = 0;
$statement = $pdo->query('select id from samples');
while ($statement->fetch(PDO::FETCH_NUM)) {
    $rows++;
}
foreach ($pdo->query('select level from samples') as $row) {
    $rows++;
}
$statement = $pdo->query('select id, level from samples where id > 0');
while (($level = $statement->fetchColumn(1)) !== false) {
    $rows++;
}
$statement = $pdo->query('select level, id from samples where level > 0');
$statement->bindColumn(1, $level);
for ($more = $statement->fetch(PDO::FETCH_BOUND); $more; $more = $statement->fetch(PDO::FETCH_BOUND)) {
    $rows++;
}
if ($rows !== 360) {
    exit(1);
}
