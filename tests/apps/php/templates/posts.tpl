<h1>Posts</h1>
{foreach $posts as $post}
  <article>
    <h2>{$post->title}</h2>
    by {$post->author()->name}
  </article>
{/foreach}
