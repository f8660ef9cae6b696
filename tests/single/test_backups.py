"""Backup and restore of a site without tenants."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from disclosure_plugin.actions.backups import restoring
from disclosure_plugin.actions.backups.installation import this_installation
from disclosure_plugin.actions.backups.making import make_backup
from disclosure_plugin.actions.backups.restoring import restore_backup
from tests.copied_county import copied_county


def test_the_database_is_asked(db):
    """So that the run makes it."""
    assert this_installation().database.name


def test_a_site_is_restored(django_db_setup, django_db_blocker, tmp_path, monkeypatch):
    name = default_storage.save("documents/通知.txt", ContentFile("停水通知".encode()))
    with django_db_blocker.unblock():
        made = make_backup(this_installation(), tmp_path)
        assert made.manifest.bureaus == ["jsj"]
        assert list(made.manifest.schemas) == ["public"]
        assert made.manifest.missing_files == []
        monkeypatch.setattr(restoring, "missing_files", lambda: [])  # of the run's own database
        with copied_county("single_target", tmp_path / "data", empty=True) as place:
            done = restore_backup(place.installation(), made.path)
            assert (done.behind, done.in_one_transaction) == (False, True)
            assert done.manifest.schemas["public"].rows == sum(
                int(place.installation().database.ask(f'SELECT count(*) FROM "{table}"')[0][0])
                for _public, table in (row.split(".") for row in place.rows())
            )
    restored = tmp_path / "data" / "media" / name
    assert restored.read_text() == "停水通知"
    default_storage.delete(name)
