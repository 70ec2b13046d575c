"""Loops that are expressions, and loops that run in a function written in C."""

import functools

from blog import author_ids, author_name, main


def list_comprehension(blog):
    ids = author_ids(blog)
    return [author_name(blog, author_id) for author_id in ids]  # loop line of list_comprehension


def list_comprehension_of_several_lines(blog):
    return [
        author_name(blog, author_id).upper()  # loop line of list_comprehension_of_several_lines
        for author_id in author_ids(blog)
        if author_id > 0
    ]


def set_comprehension(blog):
    return len({author_name(blog, author_id) for author_id in author_ids(blog)})  # loop line of set_comprehension


def dict_comprehension(blog):
    return {
        author_id: author_name(blog, author_id)  # loop line of dict_comprehension
        for author_id in author_ids(blog)
    }


def query_in_the_condition(blog):
    return [
        author_id
        for author_id in author_ids(blog)
        if author_name(blog, author_id) != "author 7"  # loop line of query_in_the_condition
    ]


def comprehension_in_method(blog):
    class Names:
        def __init__(self, ids):
            self.ids = ids

        def all(self):
            return [author_name(blog, author_id) for author_id in self.ids]  # loop line of comprehension_in_method

    return Names(author_ids(blog)).all()


def generator_expression(blog):
    names = (
        author_name(blog, author_id)
        for author_id in author_ids(blog)
    )
    result = []
    for name in names:  # loop line of generator_expression
        result.append(name)
    return result


def list_of_generator_expression(blog):
    ids = author_ids(blog)
    return list(author_name(blog, author_id) for author_id in ids)  # loop line of list_of_generator_expression


def names_of(blog, ids):
    for author_id in ids:
        yield author_name(blog, author_id)  # loop line of generator_function


def generator_function(blog):
    ids = author_ids(blog)
    return list(names_of(blog, ids))


def delegated_names(blog, ids):
    yield from names_of_each(blog, ids)


def names_of_each(blog, ids):
    for author_id in ids:
        yield author_name(blog, author_id)  # loop line of delegating_generator


def delegating_generator(blog):
    ids = author_ids(blog)
    return tuple(delegated_names(blog, ids))


def sum_over_generator(blog):
    return sum(len(author_name(blog, author_id)) for author_id in author_ids(blog))  # loop line of sum_over_generator


def any_over_generator(blog):
    ids = author_ids(blog)
    return any(author_name(blog, author_id) == "nobody" for author_id in ids)  # loop line of any_over_generator


def join_over_generator(blog):
    return ", ".join(author_name(blog, author_id) for author_id in author_ids(blog))  # loop line of join_over_generator


def map_of_function(blog):
    ids = author_ids(blog)
    return list(map(functools.partial(author_name, blog), ids))  # loop line of map_of_function


def map_of_lambda(blog):
    ids = author_ids(blog)
    return list(map(lambda author_id: author_name(blog, author_id), ids))  # loop line of map_of_lambda


def loop_over_map(blog):
    names = []
    for name in map(functools.partial(author_name, blog), author_ids(blog)):  # loop line of loop_over_map
        names.append(name)
    return names


def filter_by_query(blog):
    ids = author_ids(blog)
    return list(filter(lambda author_id: author_name(blog, author_id) != "", ids))  # loop line of filter_by_query


def sort_by_query(blog):
    ids = author_ids(blog)
    return sorted(ids, key=lambda author_id: author_name(blog, author_id))  # loop line of sort_by_query


def sort_in_place(blog):
    ids = author_ids(blog)
    ids.sort(key=functools.partial(author_name, blog))  # loop line of sort_in_place
    return ids


def longest(blog):
    ids = author_ids(blog)
    return max(ids, key=lambda author_id: len(author_name(blog, author_id)))  # loop line of longest


def add_length(blog, total, author_id):
    return total + len(author_name(blog, author_id))


def reduce_with_query(blog):
    ids = author_ids(blog)
    return functools.reduce(functools.partial(add_length, blog), ids, 0)  # loop line of reduce_with_query


if __name__ == "__main__":
    main(globals())
