"""Loops in coroutines and in threads."""

import asyncio
import threading

from blog import author_ids, author_name, main


async def ids_one_by_one(blog):
    for author_id in author_ids(blog):
        await asyncio.sleep(0)
        yield author_id


async def collect_async_for(blog):
    names = []
    async for author_id in ids_one_by_one(blog):
        names.append(author_name(blog, author_id))  # loop line of async_for
    return names


def async_for(blog):
    return asyncio.run(collect_async_for(blog))


async def name_of(blog, author_id):
    await asyncio.sleep(0)
    return author_name(blog, author_id)


async def collect_awaited(blog):
    names = []
    for author_id in author_ids(blog):
        names.append(await name_of(blog, author_id))  # loop line of awaited_in_loop
    return names


def awaited_in_loop(blog):
    return asyncio.run(collect_awaited(blog))


async def collect_comprehension(blog):
    ids = ids_one_by_one(blog)
    return [author_name(blog, author_id) async for author_id in ids]  # loop line of async_comprehension


def async_comprehension(blog):
    return asyncio.run(collect_comprehension(blog))


async def awaited_once(blog, author_id):
    await asyncio.sleep(0)
    return author_name(blog, author_id)


async def await_without_loop(blog):
    """A coroutine waits, again and again, and asks once."""
    ids = author_ids(blog)
    return await awaited_once(blog, ids[0])


def await_is_no_loop(blog):
    return asyncio.run(await_without_loop(blog))


def collect_in_thread(blog, names):
    for author_id in author_ids(blog):
        names.append(author_name(blog, author_id))  # loop line of worker_thread


def worker_thread(blog):
    names = []
    thread = threading.Thread(target=collect_in_thread, args=(blog, names))
    thread.start()
    thread.join()
    return names


if __name__ == "__main__":
    main(globals())
