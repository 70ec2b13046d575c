<ul>
% for post in posts:  # header of plain
  <li>${post.title}
      by ${post.author.name}</li> <!-- loop line of plain -->
% endfor
</ul>
