"""Trac 1.6 under tracd on SQLite: tickets with comments, queries, reports, the timeline, a roadmap, the wiki, bulk changes."""

import re

PACKAGES = ["Trac==1.6", "Jinja2==3.1.6", "MarkupSafe==3.0.4", "setuptools==65.5.0"]
APPLICATION = ["/trac/"]
PREPARE = [
    ["{bin}/trac-admin", "project", "initenv", "field", "sqlite:db/trac.db"],
    ["{bin}/trac-admin", "project", "permission", "add", "anonymous", "TRAC_ADMIN"],
    ["{python}", "fill.py"],
]
FILES = {
    "fill.py": '''
import io
from datetime import datetime, timedelta, timezone

from trac.attachment import Attachment
from trac.env import Environment
from trac.ticket.model import Component, Milestone, Ticket, Version
from trac.wiki.model import WikiPage

environment = Environment("project")
day = datetime(2024, 5, 1, tzinfo=timezone.utc)
for number in range(6):
    for kind in (Component, Milestone, Version):
        item = kind(environment)
        item.name = f"{kind.__name__.lower()} {number}"
        item.insert()
for number in range(24):
    ticket = Ticket(environment)
    for field, value in {"summary": f"ticket {number}", "reporter": f"user{number % 5}", "owner": f"user{number % 4}",
                         "component": f"component {number % 6}", "milestone": f"milestone {number % 6}",
                         "version": f"version {number % 3}", "status": "new", "type": "defect", "priority": "major",
                         "keywords": f"word{number % 3}", "cc": f"user{number % 7}",
                         "description": f"see #{number // 2 + 1}, #{number // 3 + 1} and [wiki:Page{number % 8}]"}.items():
        ticket[field] = value
    ticket.insert(when=day + timedelta(hours=number))
    for comment in range(number % 6):
        ticket["keywords"] = f"word{number % 3} {comment}"
        ticket.save_changes(f"user{comment}", f"like #{comment + 1}", when=day + timedelta(days=2, hours=number, minutes=comment))
for number in range(8):
    page = WikiPage(environment, f"Page{number}")
    links = " ".join(f"[wiki:Page{other}] #{other + 1} milestone:\\"milestone {other % 6}\\"" for other in range(8))
    for version in range(3):
        page.text = f"= Page {number} =\\n{links}\\n{version}"
        page.save(f"user{version}", "changed", t=day + timedelta(days=3, hours=number, minutes=version))
for number in (1, 2, 3):
    for name in "abcdef":
        attachment = Attachment(environment, "ticket", number)
        attachment.author = "user1"
        attachment.insert(f"{name}.txt", io.BytesIO(b"text"), 4, t=day + timedelta(days=4))
''',
}
SERVER = ["{bin}/tracd", "--hostname", "127.0.0.1", "--port", "{port}", "--single-env", "project"]
PAGES = [
    "/wiki", "/wiki/Page1", "/wiki/Page1?action=history", "/wiki/Page1?action=diff&version=2", "/wiki/TitleIndex", "/wiki/RecentChanges",
    "/ticket/1", "/ticket/6", "/ticket/12", "/newticket", "/query?status=new&order=priority", "/query?group=milestone&max=50",
    "/report", "/report/1", "/report/3", "/roadmap", "/milestone/milestone%201",
    "/timeline?from=2024-05-06&daysback=30&ticket=on&ticket_details=on&wiki=on&milestone=on", "/search?q=ticket&ticket=on&wiki=on",
    "/admin/ticket/components", "/admin/ticket/milestones", "/admin/ticket/versions", "/admin/general/perm", "/prefs", "/attachment/ticket/1/",
    "/ticket/6?format=rss", "/query?status=new&format=rss", "/query?status=new&format=csv",
]
CLEAN = [r"__FORM_TOKEN\W+(value=)?\W*\w+", r"form_token\W+\w+", r"(\d+|an?|one) (minutes?|seconds?|hours?|days?|weeks?|months?|years?)",
         r"\d{4}-\d\d-\d\d[T ](?:[\d:.Z+]|%3A|%2B)+", r"\d\d?/\d\d?/\d\d( \d\d:\d\d:\d\d( [AP]M)?)?", r"[A-Z][a-z]{2} \d+, 20\d\d,? ?[\d: APM]*",
         r"\d\d:\d\d(:\d\d)?", r"\b\d{10,16}\b"]


def drive(client):
    for page in PAGES:
        client.get(page)
    _, text = client.get("/query?status=new&max=50")
    token = re.search(r'name="__FORM_TOKEN"[^>]*value="(\w+)"', text) or re.search(r'value="(\w+)"[^>]*name="__FORM_TOKEN"', text)
    token = {"__FORM_TOKEN": token[1]}
    client.post("/batchmodify", form={**token, "selected_tickets": "1,2,3,4,5,6,7,8", "batchmod_value_priority": "minor",
                                      "batchmod_value_comment": "all of them", "query_href": "/query", "action": "leave",
                                      "batchmod_mode_keywords": "+", "batchmod_primary_keywords": "many"})
    client.post("/ticket/3", form={**token, "comment": "see #1, #2, #4", "action": "leave", "submit": "Submit changes", "author": "user1",
                                   "start_time": "0", "view_time": "0"})
    client.get("/roadmap")
