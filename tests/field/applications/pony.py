"""Pony 0.7.20 on SQLite: a shop with customers, orders and products; attributes, sets, counts, generators, prefetch, writes."""

PACKAGES = ["pony==0.7.20"]
APPLICATION = ["/shop.py"]
FILES = {
    "tables.py": '''
from pony.orm import Database, Optional, Required, Set

database = Database()


class Customer(database.Entity):
    name = Required(str)
    email = Required(str, unique=True)
    land = Required(str)
    address = Optional(str)
    orders = Set("Order")


class Order(database.Entity):
    state = Required(str)
    customer = Required(Customer)
    items = Set("Item")


class Product(database.Entity):
    name = Required(str)
    price = Required(int)
    categories = Set("Category")
    items = Set("Item")


class Category(database.Entity):
    name = Required(str, unique=True)
    products = Set(Product)


class Item(database.Entity):
    order = Required(Order)
    product = Required(Product)
    quantity = Required(int)


database.bind("sqlite", "shop.sqlite", create_db=True)
database.generate_mapping(create_tables=True)
''',
    "fill.py": '''
from pony.orm import db_session
from tables import Category, Customer, Item, Order, Product

with db_session:
    categories = [Category(name=f"category {number}") for number in range(7)]
    products = [Product(name=f"product {number}", price=3 + number, categories=[categories[number % 7], categories[(number + 2) % 7]])
                for number in range(20)]
    for number in range(30):
        customer = Customer(email=f"c{number}@example.org", name=f"customer {number}", land=f"land {number % 6}", address="street")
        for part in range(number % 4):
            order = Order(state="created", customer=customer)
            for product in products[number % 17: number % 17 + part + 1]:
                Item(order=order, product=product, quantity=1 + part)
''',
    "shop.py": '''
import sys

from pony.orm import count, db_session, select
from tables import Category, Customer, Item, Order, Product


@db_session
def orders_of_customers():
    for customer in Customer.select().order_by(Customer.id):
        print(customer.name, sorted(order.id for order in customer.orders))


@db_session
def items_of_orders():
    for order in Order.select().order_by(Order.id):
        print(order.id, order.customer.name, sorted(item.product.name for item in order.items))


@db_session
def counts_of_products():
    for category in Category.select().order_by(Category.name):
        print(category.name, category.products.count(), category.products.select(lambda product: product.price > 9).count())


@db_session
def customers_of_lands():
    for land in sorted(select(customer.land for customer in Customer)):
        print(land, count(customer for customer in Customer if customer.land == land))


@db_session
def by_key():
    for number in range(1, 13):
        customer = Customer.get(email=f"c{number}@example.org")
        customer.address = f"street {number}"
        print(customer.name)


def saved_one_by_one():
    for number in range(1, 9):
        with db_session:
            Product[number].price = 90 + number


@db_session
def prefetched():
    for item in Item.select().order_by(Item.id).prefetch(Product, Order, Customer, Order.customer):
        print(item.product.name, item.order.state, item.order.customer.name)


@db_session
def removed():
    for order in Order.select().order_by(Order.id)[:10]:
        order.delete()


@db_session
def together():
    for row in select((customer.name, count(customer.orders)) for customer in Customer).order_by(1):
        print(row)


globals()[sys.argv[1]]()
''',
}
PREPARE = [["{python}", "fill.py"]]
COMMANDS = [["{python}", "shop.py", name] for name in (
    "orders_of_customers", "items_of_orders", "counts_of_products", "customers_of_lands", "by_key", "saved_one_by_one", "prefetched",
    "removed", "together")]
