<?php
/* Every way to write a loop around the query, one a function: php loops.php NAME. */
require dirname(__DIR__) . '/blog.php';

function foreach_loop(PDO $pdo): void
{
    foreach (author_ids($pdo) as $id) { // header of foreach_loop
        author_name($pdo, $id); // loop line of foreach_loop
    }
}

function foreach_with_continue(PDO $pdo): void
{
    foreach (author_ids($pdo) as $place => $id) { // header of foreach_with_continue
        if ($place < 0) {
            continue;
        }
        if ($id > 0) {
            author_name($pdo, $id); // loop line of foreach_with_continue
            continue;
        }
        author_name($pdo, $id);
    }
}

function foreach_by_reference(PDO $pdo): void
{
    $ids = author_ids($pdo);
    foreach ($ids as &$id) { // header of foreach_by_reference
        $id = author_name($pdo, $id); // loop line of foreach_by_reference
    }
}

function for_loop(PDO $pdo): void
{
    $ids = author_ids($pdo);
    for ($i = 0; $i < count($ids); $i++) { // header of for_loop
        author_name($pdo, $ids[$i]); // loop line of for_loop
    }
}

function while_loop(PDO $pdo): void
{
    $ids = author_ids($pdo);
    while ($ids) { // header of while_loop
        author_name($pdo, array_pop($ids)); // loop line of while_loop
    }
}

function while_fetch(PDO $pdo): void
{
    $rows = $pdo->query('select author_id from posts order by id'); // parent of while_fetch
    while ($row = $rows->fetch()) { // header of while_fetch
        author_name($pdo, $row['author_id']); // loop line of while_fetch
    }
}

function endless_loop(PDO $pdo): void
{
    $ids = author_ids($pdo);
    while (true) { // header of endless_loop
        if (!$ids) {
            break;
        }
        author_name($pdo, array_shift($ids)); // loop line of endless_loop
    }
}

function do_while_loop(PDO $pdo): void
{
    $ids = author_ids($pdo);
    do {
        author_name($pdo, array_shift($ids)); // loop line of do_while_loop
    } while ($ids);
}

function goto_loop(PDO $pdo): void
{
    $ids = author_ids($pdo);
    next:
    author_name($pdo, array_shift($ids)); // loop line of goto_loop
    if ($ids) {
        goto next;
    }
}

function try_in_loop(PDO $pdo): void
{
    foreach (author_ids($pdo) as $id) { // header of try_in_loop
        try {
            throw new RuntimeException((string)$id);
        } catch (RuntimeException $exception) {
            author_name($pdo, (int)$exception->getMessage()); // loop line of try_in_loop
        } finally {
            $exception = null;
        }
    }
}

function switch_in_loop(PDO $pdo): void
{
    foreach (author_ids($pdo) as $place => $id) { // header of switch_in_loop
        switch ($place % 3 < 9 ? 'author' : 'other') {
            case 'other':
                break;
            case 'author':
                author_name($pdo, $id); // loop line of switch_in_loop
                break;
        }
    }
}

function call_of_several_lines(PDO $pdo): void
{
    $names = [];
    foreach (author_ids($pdo) as $id) { // header of call_of_several_lines
        $names[] = sprintf(
            '%s %s',
            $id,
            author_name( // loop line of call_of_several_lines
                $pdo,
                $id
            )
        );
    }
}

function query_in_condition(PDO $pdo): void
{
    $ids = author_ids($pdo);
    while ($ids && author_name($pdo, array_pop($ids)) !== '') { // loop line of query_in_condition; header of query_in_condition
    }
}

function map(PDO $pdo): void
{
    array_map(fn (int $id): string => author_name($pdo, $id), author_ids($pdo)); // loop line of map
}

function map_with_a_name(PDO $pdo): void
{
    global $blog;
    $blog = $pdo;
    array_map('name_from_blog', author_ids($pdo)); // loop line of map_with_a_name
}

function name_from_blog(int $id): string
{
    global $blog;
    return author_name($blog, $id);
}

function filter(PDO $pdo): void
{
    array_filter(author_ids($pdo), function (int $id) use ($pdo): bool { // loop line of filter
        return author_name($pdo, $id) !== '';
    });
}

function reduce(PDO $pdo): void
{
    array_reduce(author_ids($pdo), fn ($text, $id) => $text . author_name($pdo, $id), ''); // loop line of reduce
}

function walk(PDO $pdo): void
{
    $ids = author_ids($pdo);
    array_walk($ids, function (int $id) use ($pdo): void { // loop line of walk
        author_name($pdo, $id);
    });
}

function iterate(PDO $pdo): void
{
    $ids = new ArrayIterator(author_ids($pdo));
    iterator_apply($ids, function () use ($ids, $pdo): bool { // loop line of iterate
        return author_name($pdo, $ids->current()) !== '';
    });
}

function replace(PDO $pdo): void
{
    $text = implode(' ', author_ids($pdo));
    preg_replace_callback('/\d+/', fn (array $match): string => author_name($pdo, (int)$match[0]), $text); // loop line of replace
}

function generator_asks(PDO $pdo): void
{
    foreach (names($pdo, author_ids($pdo)) as $name) {
        strlen($name);
    }
}

function names(PDO $pdo, array $ids): Generator
{
    foreach ($ids as $id) { // header of generator_asks
        yield author_name($pdo, $id); // loop line of generator_asks
    }
}

function generator_gives(PDO $pdo): void
{
    foreach (given(author_ids($pdo)) as $id) { // header of generator_gives
        author_name($pdo, $id); // loop line of generator_gives
    }
}

function given(array $ids): Generator
{
    yield from $ids;
}

function generator_collected(PDO $pdo): void
{
    iterator_to_array(lazily($pdo, author_ids($pdo)));
}

function lazily(PDO $pdo, array $ids): Generator
{
    foreach ($ids as $id) { // header of generator_collected
        yield author_name($pdo, $id); // loop line of generator_collected
    }
}

function fiber_asks(PDO $pdo): void
{
    $fiber = new Fiber(function (array $ids) use ($pdo): void {
        foreach ($ids as $id) { // header of fiber_asks
            Fiber::suspend(author_name($pdo, $id)); // loop line of fiber_asks
        }
    });
    $fiber->start(author_ids($pdo));
    while (!$fiber->isTerminated()) {
        $fiber->resume();
    }
}

function fiber_each(PDO $pdo): void
{
    foreach (author_ids($pdo) as $id) { // header of fiber_each
        $fiber = new Fiber(fn () => author_name($pdo, $id));
        $fiber->start(); // loop line of fiber_each
    }
}

function property_by_magic(PDO $pdo): void
{
    $ids = author_ids($pdo);
    $author = new class($pdo) {
        public ?int $id = null;

        public function __construct(private PDO $pdo)
        {
        }

        public function __get(string $name)
        {
            return author_name($this->pdo, $this->id);
        }
    };
    while ($author->id = array_pop($ids)) { // header of property_by_magic
        $author->name; // loop line of property_by_magic
    }
}

function code_from_text(PDO $pdo): void
{
    foreach (author_ids($pdo) as $id) { // header of code_from_text
        eval('author_name($pdo, $id);'); // loop line of code_from_text
    }
}

$pdo = open_blog();
fill_blog($pdo);
$argv[1]($pdo);
