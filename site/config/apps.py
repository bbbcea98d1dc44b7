from importlib import import_module

from django.apps import AppConfig

from config.arenas import keep_few_heaps
from config.unserved import leave_out

keep_few_heaps()
leave_out()  # this is the first app: the others are loaded after it


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        import_module("config.tasks")  # registers jobs
        import_module("config.letters_kept")  # asks what `migrate` is about to write into
        import_module("config.held")  # registers what the frameworks hold about people
