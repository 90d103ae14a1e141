"""The web server's entry point."""

import os

from django.core.wsgi import get_wsgi_application

from ranpe.preflight import refuse_unsafe_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ranpe.settings")

application = get_wsgi_application()
refuse_unsafe_database()
