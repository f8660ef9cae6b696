"""What Celery beat asks for; settings modules import it, so it imports nothing of Django."""

from celery.schedules import crontab

FIND_UNINDEXED_SECONDS = 10

# Beat asks each second; an answer that comes a second late is worth nothing.
BEAT_SCHEDULE = {
    "disclosure-find-due": {
        "task": "disclosure.find_due",
        "schedule": 1.0,
        "options": {"expires": 2},
    },
    "disclosure-sweep-due": {
        "task": "disclosure.sweep_due",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "disclosure-find-item-imports": {
        "task": "disclosure.find_item_imports",
        "schedule": 120.0,
        "options": {"expires": 120},
    },
    "disclosure-find-case-imports": {
        "task": "disclosure.find_case_imports",
        "schedule": 120.0,
        "options": {"expires": 120},
    },
    "disclosure-find-unindexed": {
        "task": "disclosure.find_unindexed",
        "schedule": FIND_UNINDEXED_SECONDS,
        "options": {"expires": FIND_UNINDEXED_SECONDS},
    },
    "disclosure-purge-bins": {
        "task": "disclosure.purge_bins",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "disclosure-sweep-inboxes": {
        "task": "disclosure.sweep_inboxes",
        "schedule": 120.0,
        "options": {"expires": 120},
    },
    "disclosure-sweep-files": {
        "task": "disclosure.sweep_all_files",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    # At night, in the time zone of CELERY_TIMEZONE, after the snapshots were begun.
    "disclosure-check-sites": {
        "task": "disclosure.check_all_sites",
        "schedule": crontab(hour=3, minute=10),
        "options": {"expires": 3600},
    },
}
