"""Comments as sqlcommenter and OpenTelemetry's instrumentations write them behind statements."""

import itertools
import urllib.parse

TRACE = "0af7651916cd43dd8448eb211c80319c"
numbers = itertools.count(1)


def with_comment(sql, **tags):
    """The statement with these tags and the context of a span of its own. Drivers take %% for a percent sign."""
    tags["traceparent"] = f"00-{TRACE}-{next(numbers):016x}-01"
    listed = ",".join(f"{key}='{urllib.parse.quote(value, safe='').replace('%', '%%')}'" for key, value in sorted(tags.items()))
    return f"{sql.rstrip(';')} /*{listed}*/"
