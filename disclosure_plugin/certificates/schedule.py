"""What Celery beat asks for; settings modules import it, so it imports nothing."""

BEAT_SCHEDULE = {
    # Each item is looked at every PROBE_MINUTES; this asks which are due.
    "disclosure-certificates-find-due": {
        "task": "disclosure_certificates.find_due",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # Commits to the observations of earlier days.
    "disclosure-certificates-log-days": {
        "task": "disclosure_certificates.log_days",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    # Certifies the periods that are over.
    "disclosure-certificates-find-ended": {
        "task": "disclosure_certificates.find_ended",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
}
