<?php
/* The class SQLite3: the notes of each project, by a prepared statement. */
// loopline: databases sqlite
// loopline: finding notes kind=n+1 n=26 episodes=1 table=notes parent=projects link=id confidence=confirmed
// loopline: twin
require __DIR__ . '/support.php';

$db = new SQLite3($argv[2]);
$db->exec('create table projects (id integer primary key, name text)');
$db->exec('create table notes (project integer, body text)');
$db->exec('insert into projects ' . numbers(26) . " select i * 8, 'project ' || i from n");
$db->exec('insert into notes ' . numbers(52) . " select (i % 26 + 1) * 8, 'note ' || i from n");

$notes = 0;
if (is_fixed()) {
    $result = $db->query('select n.body from projects p join notes n on n.project = p.id');
    while ($result->fetchArray()) {
        $notes++;
    }
} else {
    $projects = $db->query('select id from projects');
    while ($project = $projects->fetchArray(SQLITE3_ASSOC)) { // header: notes
        $statement = $db->prepare('select body from notes where project = :project');
        $statement->bindValue(':project', $project['id'], SQLITE3_INTEGER);
        $result = $statement->execute(); // loop: notes
        while ($result->fetchArray()) {
            $notes++;
        }
    }
}
if ($notes !== 52) {
    exit(1);
}
