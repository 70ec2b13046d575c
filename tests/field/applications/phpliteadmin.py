"""phpLiteAdmin 1.9 on PHP's own server and PDO: tables shown and searched, rows added, edited, deleted, columns changed."""

import json
import re

WITNESS = "php"
ROOT = "/usr/share/phpliteadmin"
PROGRAMS = {"php": "php-cli", f"{ROOT}/phpliteadmin.php": "phpliteadmin", "sqlite3": "sqlite3",
            "/usr/lib/php/20220829/xdebug.so": "php-xdebug"}
FILES = {
    "www/phpliteadmin.config.php": '''<?php
$password = 'field';
$directory = false;
$databases = array(array('path' => '../shop.db', 'name' => 'shop'));
''',
    "fill.sql": '''
create table author (id integer primary key, name text, note text default 'none');
create table post (id integer primary key, title text, author_id integer references author(id));
create view titles as select title, name from post join author on author.id = author_id;
create index post_author on post(author_id);
create table many (a, b, c, d, e, f, g, h);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)
insert into author select i * 7, 'author ' || i, 'note ' || i from n;
insert into post select id + 3, 'post ' || id, id from author;
insert into many select id, 1, 2, 3, 4, 5, 6, 7 from author limit 12;
''',
}
PREPARE = [
    ["cp", f"{ROOT}/phpliteadmin.php", "www/index.php"], ["cp", "-r", f"{ROOT}/languages", "www/languages"],
    ["sqlite3", "shop.db", ".read fill.sql"],
]
SERVER = ["php", "-d", "session.save_path={place}", "-S", "127.0.0.1:{port}", "-t", "www"]
APPLICATION = ["/www/"]
CLEAN = [r"[0-9a-f]{64}", r"\(Query.*?sec\)", r"Page generated in .*?seconds", r"[\d.e-]+ seconds", r"[\d.]+ KB",
         r"\d\d?:\d\d[ap]m on .*? \(\w+\)"]
KEYS = [f"[{number * 7}]" for number in range(1, 11)]


def url(action, table, **more):
    return f"/index.php?action={action}&table={table}" + "".join(f"&{name}={value}" for name, value in more.items())


def drive(client):
    def token(text):
        found = re.search(r"name=.token. value=.([0-9a-f]+)", text)
        return found.group(1) if found else ""

    def post(path, form):
        return client.post(path, form={"token": token(client.get(url("table_search", "author"))[1]), **form})

    client.post("/index.php", form={"token": token(client.get("/index.php")[1]), "password": "field", "login": "true"})
    client.get("/index.php")
    for table in ("author", "post", "titles", "many"):
        client.get(url("row_view", table))
        client.get(url("column_view", table))
    client.get(url("table_search", "author"))
    client.get(url("table_export", "post"))
    post(url("row_editordelete", "author"), {"type": "edit", "check[]": KEYS})
    post(url("row_editordelete", "author"), {"type": "delete", "check[]": KEYS})
    changed = {f"{column}[{row}]": value for row, key in enumerate(KEYS)
               for column, value in enumerate((key[1:-1], f"changed {row}", "new"))}
    functions = {f"function_{column}[{row}]": "" for row in range(len(KEYS)) for column in range(3)}
    post(url("row_edit", "author", confirm="1", pk=json.dumps(KEYS).replace(" ", "").replace('"', "%22")), {**changed, **functions})
    added = {f"{row}:{column}": value for row in range(9) for column, value in enumerate((str(5000 + row), f"added {row}", "new"))}
    post(url("row_create", "author", confirm="1"), {"newRows": "9", "numRows": "9", **added, **functions})
    client.get(url("row_view", "author"))
    post(url("row_delete", "author", confirm="1", pk=json.dumps(KEYS[:6]).replace(" ", "").replace('"', "%22")), {})
    client.get(url("row_view", "author"))
