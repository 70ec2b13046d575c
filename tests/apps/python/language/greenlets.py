"""Greenlets of gevent: what each of them runs is repeated by the line that spawned it."""

import gevent
from gevent.pool import Group, Pool

from blog import author_ids, author_name, main


def name_of(blog, author_id):
    gevent.sleep(0)
    return author_name(blog, author_id)


def spawned_in_loop(blog):
    jobs = []
    for author_id in author_ids(blog):
        jobs.append(gevent.spawn(name_of, blog, author_id))  # loop line of spawned_in_loop
    gevent.joinall(jobs)
    return [job.value for job in jobs]


def spawned_and_joined(blog):
    names = []
    for author_id in author_ids(blog):
        names.append(gevent.spawn(name_of, blog, author_id).get())  # loop line of spawned_and_joined
    return names


def spawned_in_comprehension(blog):
    ids = author_ids(blog)
    jobs = gevent.joinall([gevent.spawn(name_of, blog, number) for number in ids])  # loop line of spawned_in_comprehension
    return [job.value for job in jobs]


def pool_map(blog):
    ids = author_ids(blog)
    return Pool(4).map(lambda number: name_of(blog, number), ids)  # loop line of pool_map


def group_imap(blog):
    names = []
    ids = author_ids(blog)
    for name in Group().imap_unordered(lambda number: name_of(blog, number), ids):  # loop line of group_imap
        names.append(name)
    return names


def at_depth(depth, spawn):
    return at_depth(depth - 1, spawn) if depth else spawn()


def spawned_deep(blog):
    """gevent keeps ten frames."""
    def spawn():
        jobs = []
        for author_id in ids:
            jobs.append(gevent.spawn(name_of, blog, author_id))  # loop line of spawned_deep
        gevent.joinall(jobs)
        return [job.value for job in jobs]

    ids = author_ids(blog)
    return at_depth(20, spawn)


def spawned_by_spawned(blog):
    """A greenlet that spawns others, and does not live as long as they do."""
    def spawn():
        for author_id in author_ids(blog):
            jobs.append(gevent.spawn(name_of, blog, author_id))  # loop line of spawned_by_spawned

    jobs = []
    gevent.spawn(spawn).join()
    gevent.joinall(jobs)
    return [job.value for job in jobs]


def jobs_of_one_statement(blog):
    """What they ask for is in no row: they are jobs like any others."""
    jobs = [gevent.spawn(author_name, blog, number % 30 + 1) for number in range(60)]
    gevent.joinall(jobs)
    return [job.value for job in jobs]


def one_greenlet(blog):
    return gevent.spawn(name_of, blog, author_ids(blog)[0]).get()


if __name__ == "__main__":
    main(globals())
