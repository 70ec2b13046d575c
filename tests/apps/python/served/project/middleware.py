"""Stands on the stack of each request."""

import time


class Clock:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        start = time.monotonic()
        response = self.get_response(request)
        response["X-Seconds"] = str(time.monotonic() - start)
        return response
