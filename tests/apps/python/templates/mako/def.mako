<%def name="author(post)">
  <b>${post.author.name}</b>
</%def>
<ul>
% for post in posts:  # header of def
  <li>${author(post)}</li> <!-- loop line of def -->
% endfor
</ul>
