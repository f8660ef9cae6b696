"""These tests run with ``--ds=tests.settings.single``; a run with tenants leaves them out."""

from django.conf import settings

if "disclosure_plugin.tenancy" in settings.INSTALLED_APPS:
    collect_ignore_glob = ["test_*.py"]
