<?php
/* A library's collection goes over the rows, and its table finds the row of another for each. */
// loopline: databases sqlite postgresql
// loopline: finding lamp kind=n+1 n=33 episodes=1 table=lamps parent=rooms link=lamp confidence=confirmed
// loopline: twin
require dirname(__DIR__) . '/support.php';

spl_autoload_register(function (string $class): void {
    $places = ['Acme\\Orm\\' => __DIR__ . '/vendor/acme/orm/src/', 'App\\' => __DIR__ . '/src/'];
    foreach ($places as $start => $directory) {
        if (str_starts_with($class, $start)) {
            require $directory . substr($class, strlen($start)) . '.php';
        }
    }
});

$pdo = open_database();
$pdo->exec('create table lamps (id integer primary key, watts integer)');
$pdo->exec('create table rooms (id integer primary key, lamp integer)');
$pdo->exec('insert into lamps ' . numbers(33) . ' select i * 91, i from n');
$pdo->exec('insert into rooms ' . numbers(33) . ' select i, i * 91 from n');

$report = new App\Report(new Acme\Orm\Table($pdo, 'rooms'), new Acme\Orm\Table($pdo, 'lamps'));
if ((is_fixed() ? $report->wattsAtOnce() : $report->watts()) !== 561) {
    exit(1);
}
