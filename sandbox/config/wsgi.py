"""The sandbox's web application: `gunicorn sandbox.config.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandbox.config.settings.demo")

application = get_wsgi_application()
