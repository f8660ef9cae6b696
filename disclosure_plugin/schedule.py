"""What Celery beat asks for; settings modules import it, so it imports nothing."""

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
    "disclosure-sweep-files": {
        "task": "disclosure.sweep_all_files",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
}
