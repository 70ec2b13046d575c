"""Datasette 0.65 on two databases: pages, tables with facets and foreign keys, JSON; asyncio and threads."""

PACKAGES = ["datasette==0.65.2", "uvicorn==0.54.0", "Jinja2==3.1.6", "asgiref==3.13.0"]
APPLICATION = ["/datasette/"]
FILES = {
    "make.py": '''
import sqlite3

shop = sqlite3.connect("shop.db")
shop.executescript("""
create table supplier(id integer primary key, name text, country text);
create table category(id integer primary key, name text);
create table product(id integer primary key, name text, supplier_id integer references supplier(id),
    category_id integer references category(id), price integer);
create table orders(id integer primary key, product_id integer references product(id), quantity integer);
create view cheap as select * from product where price < 30;
create virtual table product_search using fts5(name, content="product", content_rowid="id");
""")
for number in range(1, 13):
    shop.execute("insert into supplier values(?, ?, ?)", (number, f"supplier {number}", "abc"[number % 3]))
    shop.execute("insert into category values(?, ?)", (number, f"category {number}"))
for number in range(1, 201):
    shop.execute("insert into product values(?, ?, ?, ?, ?)",
                 (number, f"product {number}", number % 12 + 1, number * 5 % 12 + 1, number % 70))
    shop.execute("insert into orders values(?, ?, ?)", (number, number % 50 + 1, number % 9))
shop.execute("insert into product_search(rowid, name) select id, name from product")
for number in range(8):
    shop.execute(f"create table note_{number}(id integer primary key, product_id integer references product(id), body text)")
    shop.execute(f"insert into note_{number} values(1, 3, 'one'), (2, 4, 'two')")
shop.commit()
blog = sqlite3.connect("blog.db")
blog.executescript("create table post(id integer primary key, title text); create table tag(id integer primary key)")
blog.executemany("insert into post values(?, ?)", [(number, f"post {number}") for number in range(30)])
blog.commit()
''',
}
PREPARE = [["{python}", "make.py"]]
SERVER = ["{bin}/datasette", "serve", "--host", "127.0.0.1", "--port", "{port}", "shop.db", "blog.db",
          "--setting", "num_sql_threads", "2"]
REQUESTS = [
    "GET /", "GET /shop", "GET /shop.json", "GET /shop/product", "GET /shop/product?_facet=supplier_id&_facet=category_id",
    "GET /shop/product.json?_size=20&_labels=on", "GET /shop/product/3", "GET /shop/supplier/2.json?_shape=array",
    "GET /shop/orders?_next=100", "GET /shop/product?_search=product", "GET /shop/cheap", "GET /blog", "GET /blog/post",
    "GET /shop?sql=select+count(*)+from+product", "GET /-/databases.json", "GET /shop/product?_facet=supplier_id&_sort_desc=price",
    "GET /shop/product.csv?_size=max&_stream=1", "GET /shop/note_1", "GET /",
]
CLEAN = [r"Queries took [\d.]+ms", r'"query_ms": [\d.]+', r"[\d.]+ms", r'"duration": [\d.]+']
