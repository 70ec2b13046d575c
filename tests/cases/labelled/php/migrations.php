<?php
/* The steps of a schema, run one after the other and noted as done. */
// loopline: databases sqlite postgresql
require __DIR__ . '/support.php';

$steps = [
    '001' => 'create table people (id integer primary key)',
    '002' => 'alter table people add column name text',
    '003' => 'create table pets (id integer primary key)',
    '004' => 'alter table pets add column person integer',
    '005' => 'create index pets_of_person on pets (person)',
    '006' => 'create table visits (pet integer, day text)',
    '007' => 'create index visits_of_pet on visits (pet)',
    '008' => 'alter table people add column city text',
];

$pdo = open_database();
$pdo->exec('create table migrations (version text primary key)');
foreach ($steps as $version => $step) {
    $done = $pdo->prepare('select count(*) from migrations where version = ?');
    $done->execute([$version]);
    if (!$done->fetchColumn()) {
        $pdo->exec($step);
        $pdo->prepare('insert into migrations values (?)')->execute([$version]);
    }
}
if ((int)$pdo->query('select count(*) from migrations')->fetchColumn() !== 8) {
    exit(1);
}
