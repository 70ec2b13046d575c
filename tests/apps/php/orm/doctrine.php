<?php
/* Doctrine: php doctrine.php NAME, on BLOG_DATABASE, "sqlite:PATH" or "pgsql:". */
require '/usr/share/php/Doctrine/ORM/autoload.php';

use Doctrine\Common\Collections\ArrayCollection;
use Doctrine\Common\Collections\Collection;
use Doctrine\DBAL\DriverManager;
use Doctrine\ORM\Configuration;
use Doctrine\ORM\EntityManager;
use Doctrine\ORM\Mapping as ORM;
use Doctrine\ORM\Mapping\Driver\AttributeDriver;
use Doctrine\ORM\Proxy\ProxyFactory;

#[ORM\Entity, ORM\Table(name: 'authors')]
class Author
{
    #[ORM\Id, ORM\Column(type: 'integer')]
    public int $id;

    #[ORM\Column(type: 'string')]
    public string $name;

    #[ORM\OneToMany(targetEntity: Post::class, mappedBy: 'author')]
    public Collection $posts;

    public function __construct()
    {
        $this->posts = new ArrayCollection();
    }

    public function getName(): string
    {
        return $this->name;
    }
}

#[ORM\Entity, ORM\Table(name: 'posts')]
class Post
{
    #[ORM\Id, ORM\Column(type: 'integer')]
    public int $id;

    #[ORM\Column(type: 'string')]
    public string $title;

    #[ORM\ManyToOne(targetEntity: Author::class, inversedBy: 'posts')]
    #[ORM\JoinColumn(name: 'author_id')]
    public Author $author;
}

function many_to_one(EntityManager $em): void
{
    foreach ($em->getRepository(Post::class)->findAll() as $post) { // header of many_to_one
        $post->author->getName(); // loop line of many_to_one
    }
}

function fetch_join(EntityManager $em): void
{
    $posts = $em->createQuery('select p, a from Post p join p.author a')->getResult();
    foreach ($posts as $post) {
        $post->author->getName();
    }
}

function one_to_many(EntityManager $em): void
{
    foreach ($em->createQuery('select a from Author a')->getResult() as $author) { // header of one_to_many
        $author->posts->count(); // loop line of one_to_many
    }
}

function find_each(EntityManager $em): void
{
    foreach ([1, 2, 3, 5, 8, 13, 21, 22, 23, 24] as $id) { // header of find_each
        $em->find(Post::class, $id); // loop line of find_each
    }
}

function flush_each(EntityManager $em): void
{
    foreach ($em->getRepository(Post::class)->findAll() as $post) { // header of flush_each
        $post->title .= '!';
        $em->flush(); // loop line of flush_each
    }
}

$database = getenv('BLOG_DATABASE');
$pdo = new PDO($database);
require dirname(__DIR__) . '/blog.php';
fill_blog($pdo, 20);
$pdo = null;
$parameters = str_starts_with($database, 'sqlite:')
    ? ['driver' => 'pdo_sqlite', 'path' => substr($database, 7)]
    : ['driver' => 'pdo_pgsql', 'host' => getenv('PGHOST'), 'port' => (int)getenv('PGPORT'), 'user' => getenv('PGUSER'),
       'dbname' => getenv('PGDATABASE')];
$configuration = new Configuration();
$configuration->setMetadataDriverImpl(new AttributeDriver([__DIR__]));
$configuration->setProxyDir(sys_get_temp_dir());
$configuration->setProxyNamespace('Proxies');
$configuration->setAutoGenerateProxyClasses(ProxyFactory::AUTOGENERATE_EVAL);
$argv[1](EntityManager::create(DriverManager::getConnection($parameters, $configuration), $configuration));
