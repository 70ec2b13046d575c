"""A project that is worked on: its files lie where its developer has them."""

from news.store import authors, connect, name_of


def print_all(database):
    for author in authors(database):
        name_of(database, author)  # loop line of project


def main():
    print_all(connect())
