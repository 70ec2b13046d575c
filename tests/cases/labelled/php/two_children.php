<?php
/* One loop with two look-ups: the driver and the car of each ride. */
// loopline: databases sqlite postgresql
// loopline: finding driver kind=n+1 n=20 episodes=1 table=drivers parent=rides link=driver confidence=confirmed
// loopline: finding car kind=n+1 n=20 episodes=1 table=cars parent=rides link=car confidence=confirmed
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table drivers (id integer primary key, name text)');
$pdo->exec('create table cars (id integer primary key, plate text)');
$pdo->exec('create table rides (id integer primary key, driver integer, car integer)');
$pdo->exec('insert into drivers ' . numbers(20) . " select 100 + i * 3, 'driver ' || i from n");
$pdo->exec('insert into cars ' . numbers(20) . " select 90000 + i * 7, 'plate ' || i from n");
$pdo->exec('insert into rides ' . numbers(20) . ' select i, 100 + i * 3, 90000 + (21 - i) * 7 from n');

$find = function (string $table, int $id) use ($pdo): array {
    $statement = $pdo->prepare("select * from $table where id = ?");
    $statement->execute([$id]);
    return $statement->fetch();
};

if (is_fixed()) {
    $pdo->query('select d.name, c.plate from rides r join drivers d on d.id = r.driver join cars c on c.id = r.car')->fetchAll();
} else {
    foreach ($pdo->query('select driver, car from rides')->fetchAll() as $ride) { // header: driver header: car
        $driver = $find('drivers', $ride['driver']); // loop: driver
        $car = $find('cars', $ride['car']); // loop: car
        echo $driver['name'], ' ', $car['plate'], "\n";
    }
}
