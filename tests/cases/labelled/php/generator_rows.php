<?php
/* A generator yields the rows of a table; the loop over it asks for the owner of each. */
// loopline: databases sqlite postgresql
// loopline: finding owner kind=n+1 n=28 episodes=1 table=owners parent=boats link=owner confidence=confirmed
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table owners (id integer primary key, name text)');
$pdo->exec('create table boats (id integer primary key, owner integer)');
$pdo->exec('insert into owners ' . numbers(28) . " select i * 31, 'owner ' || i from n");
$pdo->exec('insert into boats ' . numbers(28) . ' select i, i * 31 from n');

function rows(PDO $pdo, string $query): Generator
{
    $statement = $pdo->query($query);
    while ($row = $statement->fetch()) {
        yield $row;
    }
}

$names = [];
if (is_fixed()) {
    foreach (rows($pdo, 'select o.name from boats b join owners o on o.id = b.owner') as $row) {
        $names[] = $row['name'];
    }
} else {
    $owner = $pdo->prepare('select name from owners where id = ?');
    foreach (rows($pdo, 'select owner from boats order by id') as $boat) { // header: owner
        $owner->execute([$boat['owner']]); // loop: owner
        $names[] = $owner->fetchColumn();
    }
}
if (count($names) !== 28) {
    exit(1);
}
