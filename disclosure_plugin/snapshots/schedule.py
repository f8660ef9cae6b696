"""What Celery beat asks for; settings modules import it, so it imports nothing."""

# The sweep finds snapshots whose task was lost with the broker or whose worker died.
BEAT_SCHEDULE = {
    "disclosure-snapshots-find-waiting": {
        "task": "disclosure_snapshots.find_waiting",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
}
