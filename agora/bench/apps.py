"""Start-up of the room `bench`."""

from django.apps import AppConfig


class BenchConfig(AppConfig):
    """Measurements."""

    name = "agora.bench"
    label = "bench"
