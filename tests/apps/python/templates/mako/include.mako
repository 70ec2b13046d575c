<ul>
% for post in posts:  # header of include
  <%include file="author.mako" args="post=post"/> <!-- loop line of include -->
% endfor
</ul>
