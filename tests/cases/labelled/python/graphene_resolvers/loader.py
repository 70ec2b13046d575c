"""A small DataLoader: keys that are asked for in one turn of the event loop are fetched together."""

import asyncio


class Loader:
    def __init__(self, load_many):
        self.load_many = load_many
        self.waiting = {}

    def load(self, key):
        loop = asyncio.get_running_loop()
        if not self.waiting:
            loop.call_soon(self.dispatch)
        return self.waiting.setdefault(key, loop.create_future())

    def dispatch(self):
        waiting, self.waiting = self.waiting, {}
        found = self.load_many(list(waiting))
        for key, future in waiting.items():
            future.set_result(found.get(key, []))
