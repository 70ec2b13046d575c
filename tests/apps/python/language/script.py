"""A script whose loop is in no function; it can be run by its path, with -m, and its text with -c."""

from blog import author_name, author_ids, open_blog

blog = open_blog()
for author_id in author_ids(blog):
    print(author_name(blog, author_id))  # loop line
