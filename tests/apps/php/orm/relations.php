<?php
/*
 * Every kind of relation of Eloquent's, with and without loading ahead, and what merely looks alike:
 *
 *   php relations.php [SCENARIO...]      on BLOG_DATABASE, "sqlite:PATH" or "pgsql:"; all scenarios where none is named
 *
 * A scenario is a method of Scenarios. A line that should load ahead ends in "n+1", once for each statement that it
 * repeats (`// n+1 n+1`); a method without such a line is one in which nothing should be found.
 */
require '/usr/share/php/Illuminate/Database/autoload.php';

use Illuminate\Database\Capsule\Manager;
use Illuminate\Database\Eloquent\Model;
use Illuminate\Support\Collection;

const ROWS = 12;

abstract class Row extends Model
{
    public $timestamps = false;
    protected $guarded = [];
}

class Writer extends Row
{
    public function books()
    {
        return $this->hasMany(Book::class);
    }

    public function address()
    {
        return $this->hasOne(Address::class);
    }

    public function reviews()
    {
        return $this->hasManyThrough(Review::class, Book::class);
    }
}

class Address extends Row
{
}

class Book extends Row
{
    protected $appends = [];

    public function writer()
    {
        return $this->belongsTo(Writer::class);
    }

    public function reviews()
    {
        return $this->hasMany(Review::class);
    }

    public function topics()
    {
        return $this->belongsToMany(Topic::class, 'book_topics');
    }

    public function notes()
    {
        return $this->morphMany(Note::class, 'subject');
    }

    public function getWriterNameAttribute()
    {
        return $this->writer->name;
    }
}

class Review extends Row
{
    public function book()
    {
        return $this->belongsTo(Book::class);
    }
}

class Topic extends Row
{
}

class Note extends Row
{
    public function subject()
    {
        return $this->morphTo();
    }
}

final class Scenarios
{
    // ---- one to many

    public function many(): void
    {
        foreach (Writer::all() as $writer) {
            $writer->books->count(); // n+1
        }
    }

    public function many_loaded(): void
    {
        foreach (Writer::with('books')->get() as $writer) {
            $writer->books->count();
        }
    }

    public function many_not_asked(): void
    {
        foreach (Writer::all() as $writer) {
            strlen($writer->name);
        }
    }

    public function many_of_the_first(): void
    {
        Writer::first()->books->map->name;
    }

    public function many_first(): void
    {
        foreach (Writer::all() as $writer) {
            $writer->books()->first(); // n+1
        }
    }

    public function many_latest(): void
    {
        foreach (Writer::all() as $writer) {
            $writer->books()->orderByDesc('id')->first(); // n+1
        }
    }

    public function many_plucked(): void
    {
        foreach (Writer::all() as $writer) {
            $writer->books()->pluck('name'); // n+1
        }
    }

    public function many_counted(): void
    {
        foreach (Writer::all() as $writer) {
            $writer->books()->count(); // n+1
        }
    }

    public function many_counted_although_loaded(): void
    {
        foreach (Writer::with('books')->get() as $writer) {
            $writer->books()->count(); // n+1
        }
    }

    public function many_counted_ahead(): void
    {
        foreach (Writer::withCount('books')->get() as $writer) {
            strlen((string) $writer->books_count);
        }
    }

    public function many_exist(): void
    {
        foreach (Writer::all() as $writer) {
            $writer->books()->exists(); // n+1
        }
    }

    public function many_summed(): void
    {
        foreach (Writer::all() as $writer) {
            $writer->books()->sum('id'); // n+1
        }
    }

    public function many_of_a_condition(): void
    {
        foreach (Writer::all() as $writer) {
            $writer->books()->where('name', '<>', 'x')->get(); // n+1
        }
    }

    public function many_loaded_later(): void
    {
        foreach (Writer::all()->load('books') as $writer) {
            $writer->books->count();
        }
    }

    public function many_loaded_for_each(): void
    {
        foreach (Writer::all() as $writer) {
            $writer->load('books'); // n+1
        }
    }

    public function many_missing_loaded_for_each(): void
    {
        foreach (Writer::all() as $writer) {
            $writer->loadMissing('books'); // n+1
        }
    }

    // ---- functions of collections

    public function mapped(): void
    {
        Writer::all()->map(fn (Writer $writer) => $writer->books->count()); // n+1
    }

    public function filtered(): void
    {
        Writer::all()->filter(fn (Writer $writer) => $writer->books->isNotEmpty()); // n+1
    }

    public function sorted(): void
    {
        Writer::all()->sortBy(fn (Writer $writer) => $writer->books->count()); // n+1
    }

    public function grouped(): void
    {
        Book::all()->groupBy(fn (Book $book) => $book->writer->name); // n+1
    }

    public function higher_order(): void
    {
        Book::all()->map->writer; // n+1
    }

    public function mapped_when_loaded(): void
    {
        Writer::with('books')->get()->map(fn (Writer $writer) => $writer->books->count());
    }

    // ---- many to one

    public function owner(): void
    {
        foreach (Review::all() as $review) {
            strlen($review->book->name); // n+1
        }
    }

    public function owner_loaded(): void
    {
        foreach (Review::with('book')->get() as $review) {
            strlen($review->book->name);
        }
    }

    public function owner_of_one(): void
    {
        strlen(Review::first()->book->name);
    }

    public function owner_of_owner(): void
    {
        foreach (Review::all() as $review) {
            strlen($review->book->writer->name); // n+1 n+1
        }
    }

    public function owner_of_owner_half_loaded(): void
    {
        foreach (Review::with('book')->get() as $review) {
            strlen($review->book->writer->name); // n+1
        }
    }

    public function owner_of_owner_loaded(): void
    {
        foreach (Review::with('book.writer')->get() as $review) {
            strlen($review->book->writer->name);
        }
    }

    public function accessor(): void
    {
        foreach (Book::all() as $book) {
            strlen($book->writer_name); // n+1
        }
    }

    public function appended(): void
    {
        json_encode(Book::all()->each->append('writer_name')); // n+1
    }

    public function appended_when_loaded(): void
    {
        json_encode(Book::with('writer')->get()->each->append('writer_name'));
    }

    // ---- two levels

    public function levels(): void
    {
        foreach (Writer::all() as $writer) {
            foreach ($writer->books as $book) { // n+1
                $book->reviews->count(); // n+1
            }
        }
    }

    public function levels_outer_loaded(): void
    {
        foreach (Writer::with('books')->get() as $writer) {
            foreach ($writer->books as $book) {
                $book->reviews->count(); // n+1
            }
        }
    }

    public function levels_loaded(): void
    {
        foreach (Writer::with('books.reviews')->get() as $writer) {
            foreach ($writer->books as $book) {
                $book->reviews->count();
            }
        }
    }

    // ---- others

    public function both_many(): void
    {
        foreach (Book::all() as $book) {
            $book->topics->count(); // n+1
        }
    }

    public function both_many_loaded(): void
    {
        foreach (Book::with('topics')->get() as $book) {
            $book->topics->count();
        }
    }

    public function through(): void
    {
        foreach (Writer::all() as $writer) {
            $writer->reviews->count(); // n+1
        }
    }

    public function through_loaded(): void
    {
        foreach (Writer::with('reviews')->get() as $writer) {
            $writer->reviews->count();
        }
    }

    public function one(): void
    {
        foreach (Writer::all() as $writer) {
            $writer->address?->name; // n+1
        }
    }

    public function one_loaded(): void
    {
        foreach (Writer::with('address')->get() as $writer) {
            $writer->address?->name;
        }
    }

    public function polymorphic(): void
    {
        foreach (Note::all() as $note) {
            strlen($note->subject->name); // n+1
        }
    }

    public function polymorphic_loaded(): void
    {
        foreach (Note::with('subject')->get() as $note) {
            strlen($note->subject->name);
        }
    }

    public function polymorphic_many(): void
    {
        foreach (Book::all() as $book) {
            $book->notes->count(); // n+1
        }
    }

    // ---- batches

    public function chunks(): void
    {
        Book::query()->orderBy('id')->chunk(2, fn (Collection $books) => $books->count());
    }

    public function chunks_that_load(): void
    {
        Book::with('writer')->orderBy('id')->chunk(6, function (Collection $books): void {
            foreach ($books as $book) {
                strlen($book->writer->name);
            }
        });
    }

    public function chunks_that_ask(): void
    {
        Book::query()->orderBy('id')->chunk(6, function (Collection $books): void {
            foreach ($books as $book) {
                strlen($book->writer->name); // n+1
            }
        });
    }

    public function cursor(): void
    {
        foreach (Book::query()->cursor() as $book) {
            strlen($book->writer->name); // n+1
        }
    }

    public function found_at_once(): void
    {
        foreach (Book::find([1, 2, 3, 5, 8]) as $book) {
            strlen($book->name);
        }
    }
}

function table(string $name, array $columns = []): void
{
    $strides = [5, 7];
    $values = ["'$name ' || i"];
    foreach ($columns as $column => $type) {
        $values[] = $type === 'integer' ? 'i * ' . array_shift($strides) . ' % ' . ROWS . ' + 1' : "'Book'";
    }
    $definition = 'name varchar(100)';
    foreach ($columns as $column => $type) {
        $definition .= ", $column $type";
    }
    $connection = Manager::connection();
    $connection->statement("create table $name (id integer primary key, $definition)");
    $connection->statement("insert into $name with recursive n(i) as (select 1 union all select i + 1 from n where i < "
        . ROWS . ') select i, ' . implode(', ', $values) . ' from n');
}

$database = getenv('BLOG_DATABASE');
$manager = new Manager();
$manager->addConnection(str_starts_with($database, 'sqlite:')
    ? ['driver' => 'sqlite', 'database' => substr($database, 7)]
    : ['driver' => 'pgsql', 'host' => getenv('PGHOST'), 'port' => getenv('PGPORT'), 'username' => getenv('PGUSER'),
       'database' => getenv('PGDATABASE')]);
$manager->setAsGlobal();
$manager->bootEloquent();
if (str_starts_with($database, 'sqlite:')) {
    touch(substr($database, 7));
}
table('writers');
table('addresses', ['writer_id' => 'integer']);
table('books', ['writer_id' => 'integer']);
table('reviews', ['book_id' => 'integer']);
table('topics');
table('book_topics', ['book_id' => 'integer', 'topic_id' => 'integer']);
table('notes', ['subject_id' => 'integer', 'subject_type' => 'varchar(100)']);

$scenarios = new Scenarios();
foreach (array_slice($argv, 1) ?: get_class_methods($scenarios) as $scenario) {
    $scenarios->$scenario();
}
