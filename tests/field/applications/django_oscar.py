"""django-oscar 4.0 under gunicorn with threads, on SQLite: catalogue, basket, search, and the dashboard of a shop."""

PACKAGES = ["django-oscar==4.0", "gunicorn==23.0.0", "Django==5.2.19", "django-treebeard==4.7.1", "django-haystack==3.3.0",
            "factory_boy==3.3.3", "django-tables2==2.7.0", "pillow==11.3.0", "sorl-thumbnail==12.11.0"]
APPLICATION = ["/oscar/", "/django/contrib/admin/"]
FILES = {
    "settings.py": '''
import pathlib

from oscar.defaults import *

BASE = pathlib.Path(__file__).parent
SECRET_KEY = "constant"
ALLOWED_HOSTS = ["*"]
DEBUG = False
SITE_ID = 1
ROOT_URLCONF = "urls"
USE_TZ = True
STATIC_URL = "/static/"
MEDIA_ROOT = BASE / "media"
MEDIA_URL = "/media/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE / "shop.db", "ATOMIC_REQUESTS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.sites", "django.contrib.flatpages",
    "oscar.config.Shop", "oscar.apps.analytics.apps.AnalyticsConfig", "oscar.apps.checkout.apps.CheckoutConfig",
    "oscar.apps.address.apps.AddressConfig", "oscar.apps.shipping.apps.ShippingConfig",
    "oscar.apps.catalogue.apps.CatalogueConfig", "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig", "oscar.apps.partner.apps.PartnerConfig",
    "oscar.apps.basket.apps.BasketConfig", "oscar.apps.payment.apps.PaymentConfig", "oscar.apps.offer.apps.OfferConfig",
    "oscar.apps.order.apps.OrderConfig", "oscar.apps.customer.apps.CustomerConfig", "oscar.apps.search.apps.SearchConfig",
    "oscar.apps.voucher.apps.VoucherConfig", "oscar.apps.wishlists.apps.WishlistsConfig",
    "oscar.apps.dashboard.apps.DashboardConfig", "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
    "oscar.apps.dashboard.users.apps.UsersDashboardConfig", "oscar.apps.dashboard.orders.apps.OrdersDashboardConfig",
    "oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig", "oscar.apps.dashboard.offers.apps.OffersDashboardConfig",
    "oscar.apps.dashboard.partners.apps.PartnersDashboardConfig", "oscar.apps.dashboard.pages.apps.PagesDashboardConfig",
    "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig", "oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig",
    "oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig",
    "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
    "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
    "widget_tweaks", "haystack", "treebeard", "django_tables2",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware", "oscar.apps.basket.middleware.BasketMiddleware",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.template.context_processors.debug",
        "django.template.context_processors.i18n", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages", "oscar.apps.search.context_processors.search_form",
        "oscar.apps.checkout.context_processors.checkout", "oscar.core.context_processors.metadata",
        "oscar.apps.communication.notifications.context_processors.notifications"]},
}]
AUTHENTICATION_BACKENDS = ["oscar.apps.customer.auth_backends.EmailBackend", "django.contrib.auth.backends.ModelBackend"]
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
OSCAR_IMAGE_PROCESSOR = OSCAR_THUMBNAILER = "oscar.core.thumbnails.SorlThumbnail"
STORAGES = {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
''',
    "urls.py": '''
from django.apps import apps
from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("i18n/", include("django.conf.urls.i18n")), path("admin/", admin.site.urls),
               path("", include(apps.get_app_config("oscar").urls[0]))]
''',
    "wsgi.py": '''
import os

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
''',
    "fill.py": '''
import datetime
import decimal
import os

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.contrib.auth.models import User
from oscar.core.loading import get_model
from oscar.test import factories

User.objects.create_superuser("editor", "editor@example.com", "secret")
Category = get_model("catalogue", "Category")
ProductClass = get_model("catalogue", "ProductClass")
Product = get_model("catalogue", "Product")
ProductCategory = get_model("catalogue", "ProductCategory")
Partner = get_model("partner", "Partner")
StockRecord = get_model("partner", "StockRecord")
Country = get_model("address", "Country")
Country.objects.create(iso_3166_1_a2="DE", iso_3166_1_a3="DEU", iso_3166_1_numeric="276", name="Germany",
                       printable_name="Germany", is_shipping_country=True)
kind = ProductClass.objects.create(name="book", track_stock=True)
for name in ("x", "y"):
    kind.attributes.create(name=name, code=name, type="text")
partners = [Partner.objects.create(name=f"partner {number}") for number in range(3)]
categories = [Category.add_root(name=f"category {number}", slug=f"category-{number}") for number in range(4)]
for category in list(categories):
    categories += [category.add_child(name=f"{category.name}.{number}", slug=f"{category.slug}-{number}") for number in range(2)]
products = []
for number in range(16):
    product = Product(title=f"product {number}", product_class=kind, upc=f"upc-{number}", slug=f"product-{number}",
                      description=f"about {number}")
    product.attr.x = f"x{number}"
    product.save()
    ProductCategory.objects.create(product=product, category=categories[number % len(categories)])
    StockRecord.objects.create(product=product, partner=partners[number % 3], partner_sku=f"sku-{number}",
                               price=decimal.Decimal(number + 1), num_in_stock=100)
    products.append(product)
for number in range(6):
    products[0].recommended_products.through.objects.create(primary=products[0], recommendation=products[number + 1], ranking=number)
user = User.objects.create_user("buyer", "buyer@example.com", "secret")
for number in range(8):
    basket = factories.create_basket(empty=True)
    for product in products[number:number + 3]:
        basket.add_product(product, 1)
    order = factories.create_order(number=f"order-{number}", basket=basket, user=user)
Review = get_model("reviews", "ProductReview")
for number in range(7):
    Review.objects.create(product=products[number], score=4, title=f"review {number}", body="good", user=user, status=1)
''',
}
PREPARE = [["{python}", "fill.py"]]
SERVER = ["{bin}/gunicorn", "--bind", "127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "3", "--workers", "1",
          "--preload", "wsgi"]
PAGES = [
    "/", "/catalogue/", "/catalogue/product-3_4/", "/catalogue/product-0_1/", "/catalogue/category/category-1_2/",
    "/catalogue/product-2_3/reviews/", "/search/?q=product", "/basket/", "/offers/",
]
DASHBOARD = [
    "/dashboard/", "/dashboard/catalogue/", "/dashboard/catalogue/products/4/", "/dashboard/catalogue/categories/",
    "/dashboard/orders/", "/dashboard/orders/order-2/", "/dashboard/users/", "/dashboard/partners/", "/dashboard/reviews/",
    "/dashboard/catalogue/product-types/", "/dashboard/reports/?report_type=order_report&date_from=2020-01-01&date_to=2030-01-01",
    "/admin/catalogue/product/", "/admin/order/order/", "/admin/order/line/", "/admin/partner/stockrecord/",
]
CLEAN = [
    r"csrfmiddlewaretoken\" value=\"\w+\"", r"\b\w{64}\b", r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d[:.\d]*", r"\d\d?:\d\d( [ap]\.?m\.?)?",
    r"[A-Z][a-z]+\.? \d\d?, \d{4}", r"\d{4}-\d\d-\d\d",
]


def token(client, page):
    _, text = client.get(page)
    return text.split('csrfmiddlewaretoken" value="')[1].split('"')[0]


def drive(client):
    for page in PAGES:
        client.get(page)
    for number in range(1, 7):
        client.post(f"/basket/add/{number}/", form={"quantity": 1, "csrfmiddlewaretoken": token(client, f"/catalogue/product-{number - 1}_{number}/")})
    client.get("/basket/")
    secret = token(client, "/dashboard/login/")
    client.post("/dashboard/login/", form={"csrfmiddlewaretoken": secret, "username": "editor@example.com", "password": "secret",
                                           "login_submit": "1", "next": "/dashboard/"})
    for page in DASHBOARD:
        client.get(page)
