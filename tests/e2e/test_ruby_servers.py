"""Ruby behind servers: each request stands for itself, the route's own line is named, and the route is the entry."""

import concurrent.futures
import signal

from harness import each, equal
from servers import address_in, get, served
from test_ruby import check_place, need

POSTS = 12  # of a page
FRAMEWORKS = {"sinatra": "sinatra/base", "rails": "action_controller/railtie"}
SITES = ("sinatra puma", "sinatra webrick", "rails puma", "rails webrick")
ACTIONS = {"sinatra": "GET /posts", "rails": "index"}


def source_of(site):
    return f"apps/ruby/site_{site.split()[0]}.rb"


def serve(context, site, paths, clients=1):
    framework, server = site.split()
    need(context, "sqlite3", "active_record", FRAMEWORKS[framework], "puma" if server == "puma" else "webrick")
    env = {"SITE_SERVER": server, "SITE_PORT": "0", "RACK_ENV": "production", "RAILS_ENV": "production",
           "BLOG_DATABASE": context.directory / "blog.db"}
    with served(context, ["ruby", context.source(source_of(site))], env) as recording:
        port = address_in(context.directory / "log")
        with concurrent.futures.ThreadPoolExecutor(clients) as pool:
            list(pool.map(lambda path: get(port, path), paths))
    assert recording.status in (0, -signal.SIGTERM), recording.stderr  # Puma ends itself by the signal
    return recording


def one_each(requests):
    return [f"/post/{number % 20 + 1}" for number in range(requests)]


def check_entry(context, recording, site, requests):
    """A worker of Puma that finds its next request without a wait takes two for one."""
    loop, = recording.report["loops"]
    entry = loop["entry"]
    equal((entry["kind"], entry["file"]), ("request", str(context.source(source_of(site)))), "kind and file of the entry")
    assert entry["executions"] <= 2 < entry["of"] <= requests, entry
    return entry


@each(*SITES)
def test_requests_of_one_statement_are_none(context, site):
    recording = serve(context, site, one_each(300), clients=4)
    equal(recording.findings(), [], "findings")
    assert recording.statements() >= 300, recording.statements()


@each(*SITES)
def test_loop_of_a_route(context, site):
    recording = serve(context, site, [*one_each(4), "/posts", *one_each(3), "/posts"])
    finding = recording.finding()
    equal((finding["n"]["median"], finding["episodes"]), (POSTS, 2), "n and episodes")
    equal(finding["confidence"], "confirmed", "confidence")
    source = source_of(site)
    check_place(context, source, finding, context.line(source, "loop route"), context.line(source, "head route"))
    equal(check_entry(context, recording, site, 9)["name"], ACTIONS[site.split()[0]], "entry")


@each(*SITES)
def test_template_of_a_route(context, site):
    recording = serve(context, site, ["/page", *one_each(4), "/page"])
    finding = recording.finding()
    equal((finding["n"]["median"], finding["episodes"]), (POSTS, 2), "n and episodes")
    where = finding["loop"]
    equal((where["file"], where["line"]), (str(context.source("apps/ruby/page.html.erb")), 3), "line of the template")
    equal(where["header_line"], 2, "header line")
    equal(where["function"].rpartition(" ")[2], "page.html.erb", "what the method that it was compiled to is called")
    check_entry(context, recording, site, 6)
