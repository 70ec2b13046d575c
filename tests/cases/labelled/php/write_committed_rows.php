<?php
/* Imports a log line by line, each inserted and committed on its own. */
// loopline: databases sqlite postgresql
// loopline: finding line kind=write-loop n=50 table=measurements
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table measurements (minute integer, celsius real)');

function lines(): iterable
{
    for ($minute = 0; $minute < 50; $minute++) {
        yield [$minute, 20 + $minute % 7 / 10];
    }
}

if (is_fixed()) {
    $values = [];
    foreach (lines() as [$minute, $celsius]) {
        $values[] = "($minute, $celsius)";
    }
    $pdo->exec('insert into measurements (minute, celsius) values ' . implode(', ', $values));
} else {
    $insert = $pdo->prepare('insert into measurements (minute, celsius) values (?, ?)');
    foreach (lines() as $line) { // header: line
        $insert->execute($line); // loop: line
    }
}
if ((int)$pdo->query('select count(*) from measurements')->fetchColumn() !== 50) {
    exit(1);
}
