"""Refusals in the shape Stripe gives them.

Types, codes and params are Stripe's; the sentences are ours. The installed library decides by
status and type which exception it raises, so both matter.
"""

from typing import Any


class Refusal(Exception):
    """An API answer other than success.

    ``began`` tells whether an endpoint had started its work: only then does Stripe keep the answer
    under the idempotency key. Checks of key, version and parameters come before that.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        began: bool = True,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.kind = kind
        self.code = code
        self.param = param
        self.began = began

    def body(self) -> dict[str, Any]:
        """Return the JSON body, with only those fields that say something."""
        error: dict[str, Any] = {"message": self.message, "type": self.kind}
        if self.code is not None:
            error["code"] = self.code
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
        if self.param is not None:
            error["param"] = self.param
        return {"error": error}


def unauthorized(message: str) -> Refusal:
    return Refusal(message, status=401, began=False)


def unknown_parameter(param: str) -> Refusal:
    return Refusal(
        f"Received unknown parameter: {param}",
        code="parameter_unknown",
        param=param,
        began=False,
    )


def missing_parameter(param: str) -> Refusal:
    return Refusal(
        f"Missing required param: {param}.", code="parameter_missing", param=param, began=False
    )


def empty_parameter(param: str) -> Refusal:
    return Refusal(
        f"An empty value was sent for {param}. Leave it out, or send a value.",
        code="parameter_invalid_empty",
        param=param,
        began=False,
    )


def invalid_parameter(param: str, message: str, *, code: str | None = None) -> Refusal:
    return Refusal(message, code=code, param=param, began=False)


def not_carried(param: str) -> Refusal:
    """Return the refusal of something Stripe does and this sandbox does not.

    Taking such a parameter and ignoring it would let a test pass that Stripe itself would fail.
    """
    return Refusal(
        f"The sandbox does not carry out {param} yet. Its README lists what it does.",
        param=param,
        began=False,
    )


def no_such(kind: str, object_id: str, *, param: str = "id", status: int = 404) -> Refusal:
    """Return ``resource_missing``: 404 for the object of the address, 400 for one named inside."""
    return Refusal(
        f"No such {kind}: '{object_id}'", status=status, code="resource_missing", param=param
    )
