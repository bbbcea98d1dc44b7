"""A mail server of the test's own."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.outbox.sink import Sink, start_sink


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """An SMTP server that keeps what it gets; letters leave through it."""
    sink = Sink()
    controller = start_sink(sink)
    settings.OUTBOX_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    yield sink
    controller.stop()
