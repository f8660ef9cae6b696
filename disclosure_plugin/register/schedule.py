"""What Celery beat asks for; settings modules import it, so it imports nothing."""

# Each publication sends a message of its own; this finds what was lost with the broker.
BEAT_SCHEDULE = {
    "disclosure-register-sign-all-logs": {
        "task": "disclosure_register.sign_all_logs",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "disclosure-register-keep-logs": {
        "task": "disclosure_register.keep_logs",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
}
