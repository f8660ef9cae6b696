"""What Celery beat asks for; settings modules import it, so it imports nothing."""

# A publication sends no message for its signature: what is made public within these seconds is
# signed together, and who publishes waits for no broker.
BEAT_SCHEDULE = {
    "disclosure-register-sign-all-logs": {
        "task": "disclosure_register.sign_all_logs",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "disclosure-register-keep-logs": {
        "task": "disclosure_register.keep_logs",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
}
