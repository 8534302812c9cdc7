from django.apps import AppConfig


class BenchConfig(AppConfig):
    """What the site is measured against. Installed by `bench.settings` only."""

    name = "bench"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from commerce.gateways.base import register

        from .payments import BenchProvider

        register(BenchProvider())
