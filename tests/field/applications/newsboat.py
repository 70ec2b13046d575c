"""newsboat 2.21: three feeds read into its SQLite cache, read again, cleaned up."""

WITNESS = "native"
PROGRAMS = {"newsboat": "newsboat"}
APPLICATION = ["/newsboat"]


def feed(name, entries, text):
    items = "".join(
        f"<item><title>{name} {number}</title><link>http://example.com/{name}/{number}</link><guid>{name}-{number}</guid>"
        f"<description>{text} {number}</description><pubDate>Mon, 0{number % 7 + 1} Jan 2024 10:00:00 GMT</pubDate></item>"
        for number in entries)
    return (f'<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title><link>http://example.com/{name}</link>'
            f"<description>{name}</description>{items}</channel></rss>")


FILES = {
    "urls": "".join(f"file://PLACE/{name}.xml {tag}\n" for name, tag in (("alpha", "x"), ("beta", "y"), ("gamma", "x"))),
    "config": "max-items 40\ncleanup-on-quit yes\nreload-threads 1\n",
    "alpha.xml": feed("alpha", range(25), "text"), "beta.xml": feed("beta", range(12), "text"),
    "gamma.xml": feed("gamma", range(8), "text"), "alpha2.xml": feed("alpha", range(5, 32), "changed"),
}
PREPARE = [["sed", "-i", "s#PLACE#{place}#", "urls"]]
NEWSBOAT = ["newsboat", "-u", "{place}/urls", "-C", "{place}/config", "-c", "{place}/cache.db"]
COMMANDS = [
    [*NEWSBOAT, "-x", "reload"],
    [*NEWSBOAT, "-x", "print-unread"],
    ["cp", "alpha2.xml", "alpha.xml"],
    [*NEWSBOAT, "-x", "reload"],
    [*NEWSBOAT, "-E", "read.txt"],
    [*NEWSBOAT, "-I", "read.txt"],
    [*NEWSBOAT, "-x", "print-unread"],
    [*NEWSBOAT, "--vacuum"],
]
