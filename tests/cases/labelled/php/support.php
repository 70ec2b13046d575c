<?php
/* What the programs share: a connection, and a table of the numbers from 1 on to make rows from. */

function open_database(): PDO
{
    global $argv;
    $pdo = $argv[1] === 'sqlite' ? new PDO('sqlite:' . $argv[2]) : new PDO('pgsql:');
    $pdo->setAttribute(PDO::ATTR_DEFAULT_FETCH_MODE, PDO::FETCH_ASSOC);
    return $pdo;
}

function numbers(int $last): string
{
    return "with recursive n(i) as (select 1 union all select i + 1 from n where i < $last)";
}

function is_fixed(): bool
{
    global $argv;
    return end($argv) === 'fixed';
}
