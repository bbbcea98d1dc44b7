"""What can go wrong between us and Stripe, in our own words."""


class StripeUnreachable(Exception):
    """No answer, or an answer that says "later". What we asked may or may not have been done:
    ask again with the same idempotency key."""


class StripeRefused(Exception):
    """A clear no. Nothing was done; asking the same again gets the same no.

    `code` is Stripe's error code ("resource_missing"), or its error type where it gives no code.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code
