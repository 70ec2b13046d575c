<%page args="post"/>
<p>${post.author.name}</p>
