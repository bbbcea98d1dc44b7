"""A page as a device keeps it."""

from django.test import Client

from offline.copies import HEADER

BRITAIN = "language=en-gb&zone=Europe%2FLondon"


def copied(client: Client, path: str, words: str = BRITAIN) -> str:
    """The copy that this browser is given: the same, whoever asks."""
    answer = client.get(path, headers={HEADER: words})
    assert (answer.status_code, answer[HEADER]) == (200, words)
    return answer.content.decode()
