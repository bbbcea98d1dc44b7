from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Connects signals, letters and the re-sealing of second factors."""
        from accounts import signals, staff_letters  # noqa: F401, PLC0415  (models first)
        from accounts.second_factor import reseal_secrets  # noqa: PLC0415
        from vault.reseal import also_reseals  # noqa: PLC0415

        also_reseals("second factors", reseal_secrets)
