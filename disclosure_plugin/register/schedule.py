"""What Celery beat asks for; settings modules import it, so it imports nothing."""

# A publication sends no message for its signature: what is made public within these seconds is
# signed together, and who publishes waits for no broker.
BEAT_SCHEDULE = {
    "disclosure-register-sign-all-logs": {
        "task": "disclosure_register.sign_all_logs",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    # Once a day for each log; an authority that is away is asked again.
    "disclosure-register-stamp-logs": {
        "task": "disclosure_register.stamp_logs",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "disclosure-register-keep-logs": {
        "task": "disclosure_register.keep_logs",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
}
