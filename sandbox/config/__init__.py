# shared_task finds its broker through the current application, in every process of the project.
from .celery import app as celery_app

__all__ = ["celery_app"]
