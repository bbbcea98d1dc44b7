"""Stripe's payment objects as they travel: every builder returns the whole JSON body.

Field by field these follow the installed library's resource classes; a test holds every answer
and event against them.
"""

from stripe_sandbox.book import Book, new_id
from stripe_sandbox.money import fee_for
from stripe_sandbox.store import Json

TWO_DAYS = 2 * 24 * 3600
NO_ADDRESS = {
    "city": None,
    "country": None,
    "line1": None,
    "line2": None,
    "postal_code": None,
    "state": None,
}


def billing_details(*, email: str | None, name: str | None) -> Json:
    return {
        "address": dict(NO_ADDRESS),
        "email": email,
        "name": name,
        "phone": None,
        "tax_id": None,
    }


def payment_intent(book: Book, session: Json, data: Json, *, methods: list[str]) -> Json:
    """Build the intent of a session; ``data`` is what the site sent as payment_intent_data."""
    intent_id = new_id("pi_3")
    return {
        "id": intent_id,
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{intent_id}_secret_{new_id('', 25)}",
        "confirmation_method": "automatic",
        "created": book.now,
        "currency": session["currency"],
        "customer": session["customer"],
        "customer_account": None,
        "description": data.get("description"),
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {
            "card": {
                "installments": None,
                "mandate_options": None,
                "network": None,
                "request_three_d_secure": session["payment_method_options"]["card"][
                    "request_three_d_secure"
                ],
            }
        },
        "payment_method_types": methods,
        "processing": None,
        "receipt_email": data.get("receipt_email"),
        "review": None,
        "setup_future_usage": data.get("setup_future_usage"),
        "shipping": None,
        "source": None,
        "statement_descriptor": data.get("statement_descriptor"),
        "statement_descriptor_suffix": data.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }


def card_payment_method(
    book: Book, *, brand: str, last4: str, expiry: tuple[int, int], details: Json
) -> Json:
    return {
        "id": new_id("pm_1"),
        "object": "payment_method",
        "allow_redisplay": "limited",
        "billing_details": details,
        "card": {
            "brand": brand,
            "checks": {
                "address_line1_check": None,
                "address_postal_code_check": None,
                "cvc_check": "pass",
            },
            "country": "US",
            "display_brand": brand,
            "exp_month": expiry[0],
            "exp_year": expiry[1],
            "fingerprint": new_id("", 16),
            "funding": "credit",
            "generated_from": None,
            "last4": last4,
            "networks": {"available": [brand], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        },
        "created": book.now,
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": "card",
    }


def bank_payment_method(book: Book, *, method: str, last4: str, details: Json) -> Json:
    bank: Json = {"fingerprint": new_id("", 16), "last4": last4}
    if method == "sepa_debit":
        bank |= {"bank_code": "37040044", "branch_code": "", "country": "DE"}
        bank["generated_from"] = {"charge": None, "setup_attempt": None}
    elif method == "bacs_debit":
        bank["sort_code"] = "108800"
    else:
        bank |= {
            "account_holder_type": "individual",
            "account_type": "checking",
            "bank_name": "SANDBOX BANK",
            "financial_connections_account": None,
            "networks": None,
            "routing_number": "110000000",
            "status_details": None,
        }
    return {
        "id": new_id("pm_1"),
        "object": "payment_method",
        "allow_redisplay": "limited",
        "billing_details": details,
        "created": book.now,
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": method,
        method: bank,
    }


def charge(book: Book, intent: Json, method: Json, *, challenged: bool = False) -> Json:
    """Build a pending charge of an intent; the caller says what became of it."""
    return {
        "id": new_id("ch_3" if method["type"] == "card" else "py_3"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "SANDBOX",
        "captured": False,
        "created": book.now,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "on_behalf_of": None,
        "outcome": None,
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": _payment_method_details(method, challenged=challenged),
        "presentment_details": None,
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": None,
        "source": None,
        "source_transfer": None,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "pending",
        "transfer_data": None,
        "transfer_group": None,
    }


def _payment_method_details(method: Json, *, challenged: bool) -> Json:
    kind = method["type"]
    stored = method[kind]
    if kind == "card":
        shown = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding")
        card = {name: stored[name] for name in (*shown, "last4", "regulated_status", "wallet")}
        card |= {"installments": None, "mandate": None, "network": stored["brand"]}
        card["network_token"] = {"used": False}
        card["three_d_secure"] = None
        if challenged:
            card["three_d_secure"] = {
                "authentication_flow": "challenge",
                "electronic_commerce_indicator": "05",
                "exemption_indicator": None,
                "result": "authenticated",
                "result_reason": None,
                "transaction_id": new_id("", 36),
                "version": "2.2.0",
            }
        return {"card": card, "type": "card"}
    fields = {
        "sepa_debit": ("bank_code", "branch_code", "country", "fingerprint", "last4"),
        "bacs_debit": ("fingerprint", "last4", "sort_code"),
        "us_bank_account": (
            *("account_holder_type", "account_type", "bank_name", "fingerprint", "last4"),
            "routing_number",
        ),
    }[kind]
    return {kind: {name: stored[name] for name in fields} | {"mandate": None}, "type": kind}


def outcome(*, paid: bool, reason: str | None = None) -> Json:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network" if paid else "declined_by_network",
        "reason": reason,
        "risk_level": "normal",
        "risk_score": 7,
        "seller_message": "Payment complete." if paid else "The bank did not approve the payment.",
        "type": "authorized" if paid else "issuer_declined",
    }


def balance_transaction(
    book: Book, source: Json, *, kind: str, amount: int, category: str | None = None
) -> Json:
    """Build a movement of the balance; only a payment costs a fee here, and waits two days."""
    earned = kind in ("charge", "payment")
    fee = fee_for(amount) if earned else 0
    return {
        "id": new_id("txn_3"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": book.now + (TWO_DAYS if earned else 0),
        "balance_type": "payments",
        "created": book.now,
        "currency": source["currency"],
        "description": source.get("description"),
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [
            {
                "amount": fee,
                "application": None,
                "currency": source["currency"],
                "description": "Processing fee",
                "type": "stripe_fee",
            }
        ]
        if fee
        else [],
        "net": amount - fee,
        "reporting_category": category or kind,
        "source": source["id"],
        "status": "pending" if earned else "available",
        "type": kind,
    }


def refund(
    book: Book, paid: Json, *, amount: int, reason: str | None, metadata: dict[str, str]
) -> Json:
    """Build a refund of a charge, not yet moved."""
    kind = paid["payment_method_details"]["type"]
    details: Json = {"type": kind}
    if kind == "card":
        details["card"] = {
            "reference_status": "pending",
            "reference_type": "acquirer_reference_number",
            "type": "refund",
        }
    return {
        "id": new_id("re_3"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": paid["id"],
        "created": book.now,
        "currency": paid["currency"],
        "customer": paid["customer"],
        "customer_account": None,
        "destination_details": details if kind == "card" else None,
        "metadata": metadata,
        "payment_intent": paid["payment_intent"],
        "payment_method": paid["payment_method"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
