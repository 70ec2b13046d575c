"""The query hides behind an attribute, a method or an iterator."""

from blog import author_ids, author_name, main


class Post:
    def __init__(self, blog, author_id):
        self.blog = blog
        self.author_id = author_id

    @property
    def author(self):
        return author_name(self.blog, self.author_id)

    def author_by_method(self):
        return author_name(self.blog, self.author_id)

    def __getattr__(self, name):
        if name != "lazy_author":
            raise AttributeError(name)
        return author_name(self.blog, self.author_id)

    def __str__(self):
        return author_name(self.blog, self.author_id)

    def __eq__(self, other):
        return author_name(self.blog, self.author_id) == other


def posts(blog):
    return [Post(blog, author_id) for author_id in author_ids(blog)]


def method(blog):
    names = []
    for post in posts(blog):
        names.append(post.author_by_method())  # loop line of method
    return names


def property_of_object(blog):
    names = []
    for post in posts(blog):
        names.append(post.author)  # loop line of property_of_object
    return names


def missing_attribute(blog):
    names = []
    for post in posts(blog):
        names.append(post.lazy_author)  # loop line of missing_attribute
    return names


def text_of_object(blog):
    names = []
    for post in posts(blog):
        names.append(f"by {post}")  # loop line of text_of_object
    return names


def comparison(blog):
    found = posts(blog)
    return "nobody" in found  # loop line of comparison


class Archive:
    """Iterates over the names: each step asks for one."""

    def __init__(self, blog):
        self.blog = blog
        self.left = author_ids(blog)

    def __iter__(self):
        return self

    def __next__(self):
        if not self.left:
            raise StopIteration
        return author_name(self.blog, self.left.pop())


def iterator(blog):
    names = []
    for name in Archive(blog):  # loop line of iterator
        names.append(name)
    return names


class Names:
    def __init__(self, blog):
        self.blog = blog

    def __iter__(self):
        for author_id in author_ids(self.blog):
            yield author_name(self.blog, author_id)  # loop line of iterable


def iterable(blog):
    return [*Names(blog)]


class Sequence:
    """The old protocol: __len__ and __getitem__."""

    def __init__(self, blog):
        self.blog = blog
        self.ids = author_ids(blog)

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, index):
        return author_name(self.blog, self.ids[index])


def sequence(blog):
    names = []
    for name in Sequence(blog):  # loop line of sequence
        names.append(name)
    return names


if __name__ == "__main__":
    main(globals())
