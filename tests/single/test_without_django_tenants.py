"""Outside tenancy nothing of the package needs django-tenants."""

import subprocess
import sys

from sandbox.services.state import REPOSITORY

IMPORT_EVERYTHING = """
import importlib
import pkgutil
import sys


class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "django_tenants":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


sys.meta_path.insert(0, NotInstalled())

import django

django.setup()

import disclosure_plugin

imported = []
for module in pkgutil.walk_packages(disclosure_plugin.__path__, "disclosure_plugin."):
    if not module.name.startswith("disclosure_plugin.tenancy"):
        importlib.import_module(module.name)
        imported.append(module.name)
assert "disclosure_plugin.snapshots.admin" in imported
print(len(imported))
MORE
"""


def run(more: str = "") -> subprocess.CompletedProcess:
    code = IMPORT_EVERYTHING.replace("MORE", more)
    return subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True
    )


def test_the_blocker_blocks():
    refused = run("import disclosure_plugin.tenancy.models")
    assert refused.returncode == 1
    assert "No module named 'django_tenants" in refused.stderr


def test_everything_outside_tenancy_is_imported_without_it():
    done = run()
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 50
