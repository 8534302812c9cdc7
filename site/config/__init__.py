"""The site's own configuration. Importing it makes our Celery app the one that tasks are sent through."""

from .celery import app as celery_app

__all__ = ["celery_app"]
