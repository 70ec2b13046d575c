<?php
/* Eloquent: php eloquent.php NAME, on BLOG_DATABASE, "sqlite:PATH" or "pgsql:". */
require '/usr/share/php/Illuminate/Database/autoload.php';
require dirname(__DIR__) . '/blog.php';

use Illuminate\Database\Capsule\Manager;
use Illuminate\Database\Eloquent\Model;

class Author extends Model
{
    public $timestamps = false;

    public function posts()
    {
        return $this->hasMany(Post::class);
    }
}

class Post extends Model
{
    public $timestamps = false;

    public function author()
    {
        return $this->belongsTo(Author::class);
    }
}

function belongs_to(): void
{
    foreach (Post::all() as $post) { // header of belongs_to
        strlen($post->author->name); // loop line of belongs_to
    }
}

function eager(): void
{
    foreach (Post::with('author')->get() as $post) {
        strlen($post->author->name);
    }
}

function loaded_later(): void
{
    foreach (Post::all()->load('author') as $post) {
        strlen($post->author->name);
    }
}

function has_many(): void
{
    foreach (Author::query()->orderBy('name')->get() as $author) { // header of has_many
        $author->posts->count(); // loop line of has_many
    }
}

function count_each(): void
{
    foreach (Author::all() as $author) { // header of count_each
        $author->posts()->count(); // loop line of count_each
    }
}

function find_each(): void
{
    foreach ([1, 2, 3, 5, 8, 13, 16, 17, 18, 19] as $id) { // header of find_each
        strlen(Post::find($id)->title); // loop line of find_each
    }
}

function each_of_collection(): void
{
    Post::all()->each(function (Post $post): void { // call of each_of_collection
        strlen($post->author->name); // loop line of each_of_collection
    });
}

function save_each(): void
{
    foreach (Post::all() as $post) { // header of save_each
        $post->title .= '!';
        $post->save(); // loop line of save_each
    }
}

function chunks(): void
{
    Post::query()->orderBy('id')->chunk(2, function ($posts): void {
        $posts->count();
    });
}

$database = getenv('BLOG_DATABASE');
fill_blog(new PDO($database), 20);
$manager = new Manager();
$manager->addConnection(str_starts_with($database, 'sqlite:')
    ? ['driver' => 'sqlite', 'database' => substr($database, 7)]
    : ['driver' => 'pgsql', 'host' => getenv('PGHOST'), 'port' => getenv('PGPORT'), 'username' => getenv('PGUSER'),
       'database' => getenv('PGDATABASE')]);
$manager->bootEloquent();
$argv[1]();
