"""Flask-AppBuilder 5.3 on SQLAlchemy and SQLite: its permissions at the start, lists, details, charts, its REST interface."""

PACKAGES = ["Flask-AppBuilder==5.3.0", "Flask==3.1.3", "Flask-SQLAlchemy==3.1.1", "SQLAlchemy==2.1.9", "WTForms==3.3.2",
            "Werkzeug==3.1.9", "marshmallow-sqlalchemy==1.6.0"]
APPLICATION = ["/flask_appbuilder/"]
FILES = {
    "shop.py": '''
import datetime

from flask import Flask
from flask_appbuilder import AppBuilder, Model, ModelView
from flask_appbuilder.api import ModelRestApi
from flask_appbuilder.charts.views import GroupByChartView
from flask_appbuilder.models.group import aggregate_count
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_appbuilder.utils.legacy import get_sqla_class
from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table
from sqlalchemy.orm import relationship

database = get_sqla_class()()
tagged = Table("tagged", Model.metadata, Column("product", ForeignKey("product.id")), Column("tag", ForeignKey("tag.id")))


class Maker(Model):
    __tablename__ = "maker"
    id = Column(Integer, primary_key=True)
    name = Column(String(50), unique=True, nullable=False)

    def __repr__(self):
        return self.name


class Tag(Model):
    __tablename__ = "tag"
    id = Column(Integer, primary_key=True)
    name = Column(String(50), unique=True, nullable=False)

    def __repr__(self):
        return self.name


class Product(Model):
    __tablename__ = "product"
    id = Column(Integer, primary_key=True)
    name = Column(String(50), nullable=False)
    day = Column(Date)
    maker_id = Column(Integer, ForeignKey("maker.id"))
    maker = relationship("Maker", backref="products")
    tags = relationship("Tag", secondary=tagged, backref="products")

    def __repr__(self):
        return f"{self.name} of {self.maker.name}"

    def tag_names(self):
        return ", ".join(sorted(tag.name for tag in self.tags))


class Review(Model):
    __tablename__ = "review"
    id = Column(Integer, primary_key=True)
    text = Column(String(50))
    product_id = Column(Integer, ForeignKey("product.id"))
    product = relationship("Product", backref="reviews")

    def __repr__(self):
        return self.text


class ReviewView(ModelView):
    datamodel = SQLAInterface(Review)
    list_columns = ["text", "product"]


class ProductView(ModelView):
    datamodel = SQLAInterface(Product)
    list_columns = ["name", "day", "maker", "tag_names"]
    show_columns = ["name", "maker", "tags"]
    related_views = [ReviewView]


class MakerView(ModelView):
    datamodel = SQLAInterface(Maker)
    list_columns = ["name", "products"]
    related_views = [ProductView]


class DayChart(GroupByChartView):
    datamodel = SQLAInterface(Product)
    chart_title = "Products"
    definitions = [{"group": "maker", "series": [(aggregate_count, "name")]},
                   {"group": "day", "series": [(aggregate_count, "name")]}]


class ProductApi(ModelRestApi):
    resource_name = "product"
    datamodel = SQLAInterface(Product)
    list_columns = ["id", "name", "maker.name", "tags.name", "tag_names"]
    page_size = 50


class MakerApi(ModelRestApi):
    resource_name = "maker"
    datamodel = SQLAInterface(Maker)
    list_columns = ["id", "name", "products.name"]


def make_app():
    app = Flask(__name__)
    app.config.update(SECRET_KEY="field", SQLALCHEMY_DATABASE_URI="sqlite:////" + __file__.rsplit("/", 1)[0] + "/shop.db",
                      AUTH_ROLE_PUBLIC="Admin", WTF_CSRF_ENABLED=False, FAB_API_MAX_PAGE_SIZE=100, RATELIMIT_ENABLED=False,
                      FAB_ADD_SECURITY_VIEWS=True)
    with app.app_context():
        database.init_app(app)
        builder = AppBuilder(app, database.session)
        for view in (MakerView, ProductView, ReviewView, DayChart):
            builder.add_view(view, view.__name__, category="Shop")
        builder.add_api(ProductApi)
        builder.add_api(MakerApi)
        database.create_all()
    return app


def fill():
    with make_app().app_context():
        makers = [Maker(name=f"maker {number}") for number in range(9)]
        tags = [Tag(name=f"tag {number}") for number in range(8)]
        for number in range(40):
            product = Product(name=f"product {number:02}", day=datetime.date(2024, 1 + number % 12, 3), maker=makers[number % 9])
            product.tags = [tags[(number + part) % 8] for part in range(number % 4)]
            product.reviews = [Review(text=f"review {number}.{part}") for part in range(number % 3)]
            database.session.add(product)
        database.session.commit()
''',
    "fill.py": "import shop\n\nshop.fill()\n",
    "serve.py": '''
import logging
import sys

import shop
from werkzeug.serving import make_server

logging.getLogger("werkzeug").setLevel(logging.ERROR)
make_server("127.0.0.1", int(sys.argv[1]), shop.make_app(), threaded=True).serve_forever()
''',
}
PREPARE = [["{python}", "fill.py"]]
COMMANDS = [["{bin}/flask", "--app", "shop:make_app", "fab", "list-users"],
            ["{bin}/flask", "--app", "shop:make_app", "fab", "list-views"],
            ["{bin}/flask", "--app", "shop:make_app", "fab", "export-roles", "--path", "roles.json"]]
SERVER = ["{python}", "serve.py", "{port}"]
PAGES = [
    "/makerview/list/", "/productview/list/?psize_ProductView=50", "/reviewview/list/?psize_ReviewView=50", "/makerview/show/1", "/productview/show/3",
    "/productview/edit/3", "/productview/add", "/daychart/chart/1", "/api/v1/product/?q=(page_size:50)",
    "/api/v1/product/3", "/api/v1/maker/", "/api/v1/maker/_info", "/users/list/", "/roles/list/", "/permissions/list/", "/viewmenus/list/",
    "/permissionviews/list/", "/roles/show/1", "/roles/edit/1",
]
CLEAN = [r'csrf_token[^>]*value="[^"]+"', r"nonce=\S+", r"\d{4}-\d\d-\d\d[T ][\d:.]+", r"object at 0x\w+"]


def drive(client):
    for page in PAGES:
        client.get(page)
    client.post("/reviewview/add", form={"text": "another", "product": "4"})
    client.post("/productview/edit/3", form={"name": "changed", "maker": "2", "tags": ["1", "2", "5"]})
