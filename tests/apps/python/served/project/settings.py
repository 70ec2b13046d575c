"""A project of Django that consists of installed applications."""

SECRET_KEY = "of a test"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "urls"
INSTALLED_APPS = ["news"]
MIDDLEWARE = ["middleware.Clock", "django.middleware.common.CommonMiddleware"]
USE_TZ = True
