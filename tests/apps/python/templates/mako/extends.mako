<%inherit file="base.mako"/>
<h1>Posts</h1>
<ul>
% for post in posts:  # header of extends
  <li>${post.title}: ${post.author.name}</li> <!-- loop line of extends -->
% endfor
</ul>
