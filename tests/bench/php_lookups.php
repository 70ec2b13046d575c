<?php
/*
 * Look-ups by primary key with PDO: php php_lookups.php DEPTH WATCH COUNT. Prints nanoseconds per look-up, the best of
 * seven rounds, called from DEPTH frames down. WATCH is "plain", or "backtrace": what people use instead, a PDO whose
 * statements note debug_backtrace() each time.
 */

const ROWS = 1000;

final class WatchedStatement extends PDOStatement
{
    public static array $seen = [];

    public function execute(?array $params = null): bool
    {
        $key = '';
        foreach (debug_backtrace(DEBUG_BACKTRACE_IGNORE_ARGS) as $frame) {
            $key .= ($frame['file'] ?? '') . ':' . ($frame['line'] ?? 0) . "\n";
        }
        self::$seen[$key] = (self::$seen[$key] ?? 0) + 1;
        return parent::execute($params);
    }
}

function at_depth(int $depth, callable $function)
{
    return $depth > 1 ? at_depth($depth - 1, $function) : $function();
}

function best_round(PDOStatement $statement, int $count): float
{
    $best = INF;
    for ($round = 0; $round < 7; $round++) {
        $start = hrtime(true);
        for ($i = 0; $i < $count; $i++) {
            $statement->execute([$i % ROWS + 1]);
            $statement->fetch();
        }
        $best = min($best, hrtime(true) - $start);
    }
    return $best / $count;
}

[, $depth, $watch, $count] = $argv;
$pdo = new PDO('sqlite::memory:');
if ($watch === 'backtrace') {
    $pdo->setAttribute(PDO::ATTR_STATEMENT_CLASS, [WatchedStatement::class]);
}
$pdo->exec('create table t(id integer primary key, v int)');
$pdo->exec('insert into t with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000) select i, 2 * i from n');
$statement = $pdo->prepare('select v from t where id = ?');
printf("%.1f\n", at_depth($depth - 3, fn (): float => best_round($statement, (int)$count)));
