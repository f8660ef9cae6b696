"""What Celery beat asks for; settings modules import it, so it imports nothing."""

# The sweep finds rows whose message was lost with the broker or whose worker died.
BEAT_SCHEDULE = {
    "disclosure-tenancy-run-imports": {
        "task": "disclosure_tenancy.run_imports",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
}
