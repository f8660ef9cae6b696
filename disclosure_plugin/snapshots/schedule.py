"""What Celery beat asks for; settings modules import it, so it imports nothing of Django."""

from celery.schedules import crontab

BEAT_SCHEDULE = {
    # The sweep finds snapshots whose task was lost with the broker or whose worker died.
    "disclosure-snapshots-find-waiting": {
        "task": "disclosure_snapshots.find_waiting",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    # Each stored file is read again after a month, one of each bureau at a time.
    "disclosure-snapshots-find-unverified": {
        "task": "disclosure_snapshots.find_unverified",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    # Hand-overs whose task was lost with the broker or whose worker died.
    "disclosure-snapshots-find-hand-overs": {
        "task": "disclosure_snapshots.find_hand_overs",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # At night, in the time zone of CELERY_TIMEZONE.
    "disclosure-snapshots-ask-nightly": {
        "task": "disclosure_snapshots.ask_nightly",
        "schedule": crontab(hour=1, minute=30),
        "options": {"expires": 3600},
    },
}
