<?php
/* Customers, the orders of each, and the lines of each order. */
// loopline: databases sqlite postgresql
// loopline: finding orders kind=n+1 n=12 episodes=1 table=orders parent=customers link=id confidence=confirmed
// loopline: finding lines kind=n+1 n=6 episodes=12 table=order_lines parent=orders link=id confidence=confirmed nested=orders
// loopline: twin
require __DIR__ . '/support.php';

$pdo = open_database();
$pdo->exec('create table customers (id integer primary key, name text)');
$pdo->exec('create table orders (id integer primary key, customer integer)');
$pdo->exec('create table order_lines (orders integer, cents integer)');
$pdo->exec('insert into customers ' . numbers(12) . " select 5000 + i * 7, 'customer ' || i from n");
$pdo->exec('insert into orders ' . numbers(72) . ' select 70000 + i * 3, 5000 + (i % 12 + 1) * 7 from n');
$pdo->exec('insert into order_lines ' . numbers(216) . ' select 70000 + (i % 72 + 1) * 3, i from n');

function select(PDO $pdo, string $query, ...$values): array
{
    $statement = $pdo->prepare($query);
    $statement->execute($values);
    return $statement->fetchAll();
}

$cents = 0;
if (is_fixed()) {
    $rows = select($pdo, 'select l.cents from customers c join orders o on o.customer = c.id join order_lines l on l.orders = o.id');
    $cents = array_sum(array_column($rows, 'cents'));
} else {
    foreach (select($pdo, 'select id, name from customers') as $customer) { // header: orders
        $orders = select($pdo, 'select id from orders where customer = ?', $customer['id']); // loop: orders
        foreach ($orders as $order) { // header: lines
            $lines = select($pdo, 'select cents from order_lines where orders = ?', $order['id']); // loop: lines
            $cents += array_sum(array_column($lines, 'cents'));
        }
    }
}
if ((int)$cents !== 216 * 217 / 2) {
    exit(1);
}
