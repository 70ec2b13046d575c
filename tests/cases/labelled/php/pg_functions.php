<?php
/* The functions of pgsql: the stops of each bus line. */
// loopline: databases postgresql
// loopline: finding stops kind=n+1 n=19 episodes=1 table=stops parent=bus_lines link=id confidence=confirmed
// loopline: twin
require __DIR__ . '/support.php';

$connection = pg_connect('');
pg_query($connection, 'create table bus_lines (id integer primary key, name text)');
pg_query($connection, 'create table stops (bus_line integer, place text)');
pg_query($connection, 'insert into bus_lines ' . numbers(19) . " select i * 41, 'line ' || i from n");
pg_query($connection, 'insert into stops ' . numbers(95) . " select (i % 19 + 1) * 41, 'place ' || i from n");

$stops = 0;
if (is_fixed()) {
    $result = pg_query($connection, 'select s.place from bus_lines b join stops s on s.bus_line = b.id');
    $stops = pg_num_rows($result);
} else {
    $lines = pg_query($connection, 'select id from bus_lines');
    while ($line = pg_fetch_assoc($lines)) { // header: stops
        $result = pg_query_params($connection, 'select place from stops where bus_line = $1', [$line['id']]); // loop: stops
        $stops += pg_num_rows($result);
    }
}
if ($stops !== 95) {
    exit(1);
}
