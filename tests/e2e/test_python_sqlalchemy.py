"""SQLAlchemy 1.4 and 2.0 on SQLite and PostgreSQL: lazy relationships are found, eager ones are not."""

import re

from harness import each, equal
from python_support import (check_finding, check_no_findings, check_place, check_totals, database, environment,
                            nested_pair, require_module, source, statements_on)

APP = "orm/with_sqlalchemy.py"
TABLES = ("authors", "posts", "comments", "customers", "orders", "items")
VERSIONS = {"1.4": "earlier", "2.0": "current"}
DATABASES = ("sqlite", "postgresql")
EVERYWHERE = [f"{version} {driver}" for version in VERSIONS for driver in DATABASES]
# SQLAlchemy's selectinload asks for this many keys at a time.
CHUNK = 500


class Shop:
    """A filled database, and programs recorded on it."""

    def __init__(self, context, where, posts=100, authors=100, comments=0, customers=0, orders=0, items=0,
                 driver=None):
        version, kind = where.split()
        self.context = context
        self.python = environment(context, VERSIONS[version])
        self.env = {**database(context, kind), "BLOG_DRIVER": driver, "PYTHONDONTWRITEBYTECODE": "1"}
        numbers = (posts, authors, comments, customers, orders, items)
        context.run([self.python, source(context, "orm/tables.py"), *numbers], env=self.env).expect(0)

    def record(self, function):
        """The recording; `counted` and `seconds` are what SQLAlchemy's own event listener says."""
        argv = [self.python, source(self.context, APP), function]
        recording = self.context.record(argv, env=self.env).expect(0)
        check_totals(recording)
        told = re.search(r"^counted (\d+) in ([\d.]+) s$", recording.stdout, re.MULTILINE)
        recording.counted, recording.seconds = int(told[1]), float(told[2])
        equal(statements_on(recording.report, *TABLES), recording.counted, "statements (expected: the listener's)")
        return recording


def check_fixed(recording, statements):
    equal(recording.counted, statements, "statements")
    check_no_findings(recording)


# ---- posts and their authors ----------------------------------------------------------------------------


def check_posts(context, recording, mark):
    equal(recording.counted, 101, "statements")
    finding = recording.finding()
    check_finding(finding, calls=100, n=100)
    equal(finding["distinct_parameters"], 100, "distinct parameters")
    check_place(context, finding["loop"], APP, f"loop line of {mark}", "loop")
    check_place(context, finding["call_site"], APP, f"loop line of {mark}", "call site")
    assert finding["parent"] and "from posts order by" in finding["parent"]["statement"], finding["parent"]
    equal((finding["parent"]["calls"], finding["parent"]["rows"]), (1, 100), "parent's calls and rows")


@each(*EVERYWHERE)
def test_posts_lazy(context, where):
    recording = Shop(context, where).record("posts_lazy")
    check_posts(context, recording, "posts")
    equal(recording.finding()["loop"]["function"], "list_posts", "function")


@each(*EVERYWHERE)
def test_posts_by_query(context, where):
    check_posts(context, Shop(context, where).record("posts_by_query"), "posts_by_query")


@each(*EVERYWHERE)
def test_authors_by_get(context, where):
    check_posts(context, Shop(context, where).record("authors_by_get"), "authors_by_get")


@each(*EVERYWHERE)
def test_posts_fixed(context, where):
    shop = Shop(context, where)
    check_fixed(shop.record("posts_selectin"), 2)
    check_fixed(shop.record("posts_joined"), 1)
    check_fixed(shop.record("posts_subquery"), 2)


def test_posts_through_psycopg_3(context):
    """Prepared by the driver from the sixth time on."""
    shop = Shop(context, "2.0 postgresql", driver="psycopg")
    check_posts(context, shop.record("posts_lazy"), "posts")
    check_fixed(shop.record("posts_selectin"), 2)


# ---- orders and their customers -------------------------------------------------------------------------


def check_orders(context, where, orders, customers):
    """Before and after each fix, counted as SQLAlchemy counts. The table is what this test prints."""
    shop = Shop(context, where, posts=1, authors=1, orders=orders, customers=customers)
    chunks = -(-customers // CHUNK)
    print(f"SQLAlchemy {where}: {orders} orders of {customers} customers")
    for function, expected in (("orders_lazy", 1 + customers), ("orders_selectin", 1 + chunks),
                               ("orders_joined", 1), ("orders_subquery", 2)):
        recording = shop.record(function)
        seen = statements_on(recording.report, *TABLES)
        print(f"  {function:16} {recording.counted:6} counted by SQLAlchemy {seen:6} by Loopline "
              f"{recording.seconds:8.3f} s")
        equal(recording.counted, expected, f"statements of {function}")
        if function != "orders_lazy":
            check_no_findings(recording)
            continue
        finding = recording.finding()
        check_finding(finding, calls=customers, n=customers)
        check_place(context, finding["loop"], APP, "loop line of orders", "loop")


@each(*EVERYWHERE)
def test_hundred_orders_of_ten_customers(context, where):
    check_orders(context, where, 100, 10)


@each("1.4 sqlite", "2.0 sqlite", "2.0 postgresql")
def test_ten_thousand_orders_of_a_thousand_customers(context, where):
    check_orders(context, where, 10000, 1000)


# ---- an admin page --------------------------------------------------------------------------------------


def admin_shop(context, where, customers):
    return Shop(context, where, posts=1, authors=1, customers=customers, orders=5 * customers, items=2)


def check_admin_page(context, recording, customers):
    equal(recording.counted, 1 + customers + 5 * customers, "statements")
    outer, inner = nested_pair(recording)
    check_finding(outer, calls=customers, n=customers)
    check_place(context, outer["loop"], APP, "loop line of customers", "outer loop")
    assert "from orders" in outer["statement"], outer["statement"]
    check_finding(inner, calls=5 * customers, n=5, episodes=customers)
    check_place(context, inner["loop"], APP, "loop line of items", "inner loop")
    assert "from items" in inner["statement"], inner["statement"]


@each(*EVERYWHERE)
def test_admin_page(context, where):
    check_admin_page(context, admin_shop(context, where, 60).record("admin_page_lazy"), 60)


@each("2.0 sqlite", "2.0 postgresql")
def test_admin_page_of_3000_customers(context, where):
    check_admin_page(context, admin_shop(context, where, 3000).record("admin_page_lazy"), 3000)


@each("2.0 sqlite", "2.0 postgresql")
def test_admin_page_of_3000_customers_selectin(context, where):
    """One statement for the customers, then 500 keys at a time: 6 for their orders, 30 for the items of those."""
    check_fixed(admin_shop(context, where, 3000).record("admin_page_selectin"), 1 + 6 + 30)


@each(*EVERYWHERE)
def test_admin_page_fixed(context, where):
    shop = admin_shop(context, where, 60)
    check_fixed(shop.record("admin_page_selectin"), 3)
    check_fixed(shop.record("admin_page_grouped"), 1)


# ---- comments -------------------------------------------------------------------------------------------


@each(*EVERYWHERE)
def test_second_level_alone(context, where):
    """20 posts with five comments each, which are loaded at once; their hundred authors are not."""
    recording = Shop(context, where, posts=20, authors=100, comments=5).record("comments_half_eager")
    equal(recording.counted, 1 + 1 + 100, "statements")
    finding = recording.finding()
    check_finding(finding, calls=100, n=100)
    check_place(context, finding["loop"], APP, "loop line of comments", "loop")
    assert "from comments" in finding["parent"]["statement"], finding["parent"]
    equal(finding["nested_in"], None, "nested in")


@each(*EVERYWHERE)
def test_both_levels_eager(context, where):
    check_fixed(Shop(context, where, posts=20, authors=100, comments=5).record("comments_eager"), 3)


# ---- serializers ----------------------------------------------------------------------------------------


def record_with(context, module, function):
    shop = Shop(context, "2.0 sqlite")
    require_module(shop.python, module)
    return shop.record(function)


def check_serializer(context, recording, mark, library):
    """The loop is the library's; the program's own line is the one that serialises."""
    equal(recording.counted, 101, "statements")
    finding = recording.finding()
    check_finding(finding, calls=100, n=100)
    check_place(context, finding["call_site"], APP, mark, "call site")
    in_library = [frame for frame in finding["stack"] if frame["in_loop"]
                  and library in f"{frame['file']} {frame['module']}"]
    assert in_library, finding["stack"]
    return finding


def test_marshmallow(context):
    recording = record_with(context, "marshmallow", "marshmallow_list")
    finding = check_serializer(context, recording, "call site of marshmallow_list", "marshmallow/schema.py")
    assert finding["loop"]["through"]["file"].endswith("marshmallow/schema.py"), finding["loop"]
    equal(finding["loop"]["through"]["language"], "python", "language of the loop")


def test_marshmallow_fixed(context):
    check_fixed(record_with(context, "marshmallow", "marshmallow_list_joined"), 1)


def test_pydantic_of_each(context):
    recording = record_with(context, "pydantic", "pydantic_each")
    equal(recording.counted, 101, "statements")
    finding = recording.finding()
    check_finding(finding, calls=100, n=100)
    check_place(context, finding["loop"], APP, "loop line of pydantic_each", "loop")
    check_place(context, finding["call_site"], APP, "loop line of pydantic_each", "call site")


def test_pydantic_of_list(context):
    """The loop runs in pydantic_core, which is compiled."""
    recording = record_with(context, "pydantic", "pydantic_list")
    check_serializer(context, recording, "call site of pydantic_list", "pydantic")


def test_pydantic_fixed(context):
    check_fixed(record_with(context, "pydantic", "pydantic_list_joined"), 1)
