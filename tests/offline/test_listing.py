"""What a device is told to keep, the worker that keeps it, and the switch that ends both."""

import json
from typing import Any

import pytest
from django.test import Client

from offline.copies import HEADER

pytestmark = pytest.mark.django_db
BRITAIN = "language=en-gb&zone=Europe%2FLondon"


def listed(client: Client, words: str = BRITAIN) -> dict[str, Any]:
    answer = client.get("/offline/list.json", headers={HEADER: words})
    assert answer.status_code == 200
    assert answer[HEADER] == words
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_every_page_and_file_of_the_list_is_there(client: Client) -> None:
    found = listed(client)

    for path in found["pages"]:
        answer = client.get(path, headers={HEADER: BRITAIN})
        assert (path, answer.status_code) == (path, 200)
        assert answer[HEADER] == BRITAIN
    for path in found["files"]:
        assert client.get(path).status_code == 200, path
    assert len(found["pages"]) == len(set(found["pages"]))
