"""How often the contact form may be used from one place, and to one address."""

from clock.limits import within_limit
from vault.keys import tag

FROM_ONE_PLACE = 20  # a clinic, a school or a whole town may share one address
FOR_ONE_ANSWER = 5
SECONDS = 3600


class TooManyMessages(Exception):
    """Enough for an hour from this place, or with this address for the answer."""


def count_message(*, origin: str, email: str) -> None:
    """Counts one message. Raises TooManyMessages once the hour's number is used up.

    Both are kept as keyed hashes: the cache knows neither who wrote nor from where.
    """
    for what, most in (
        (f"from {origin}", FROM_ONE_PLACE),
        (f"for {email.lower()}", FOR_ONE_ANSWER),
    ):
        key = f"contact:{tag(what, purpose='contact-limit')}"
        if not within_limit(key, limit=most, seconds=SECONDS):
            raise TooManyMessages
