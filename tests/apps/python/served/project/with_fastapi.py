"""FastAPI with a middleware of its own, asked by its test client."""

from fastapi import FastAPI
from fastapi.testclient import TestClient
from news.store import authors, connect, name_of

database = connect()
application = FastAPI()


@application.middleware("http")
async def pass_on(request, call_next):
    return await call_next(request)


@application.get("/")
async def list_posts():
    return [name_of(database, author) for author in authors(database)]  # loop line of endpoint


@application.get("/threads")
def list_in_thread():
    return [name_of(database, author) for author in authors(database)]  # loop line in thread


client = TestClient(application)
print(len(client.get("/").json()), len(client.get("/threads").json()))
