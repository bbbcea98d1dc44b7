"""More of Stripe's objects as they travel: sessions, catalogue, customers, disputes, lists."""

from typing import Any

from stripe_sandbox.book import Book, new_id
from stripe_sandbox.objects import NO_ADDRESS
from stripe_sandbox.store import Json

DISPUTE_DAYS = 9 * 24 * 3600


def checkout_session(
    book: Book, params: Json, *, amount: int, currency: str, expires_at: int, methods: list[str]
) -> Json:
    session_id = new_id("cs_test_a1", 56)
    card = params.get("payment_method_options", {}).get("card", {})
    texts = params.get("custom_text", {})
    return {
        "id": session_id,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": params.get("adaptive_pricing", {}).get("enabled", False)},
        "after_expiration": {
            "recovery": {
                "allow_promotion_codes": False,
                "enabled": False,
                "expires_at": None,
                "url": None,
            }
        }
        if params.get("after_expiration", {}).get("recovery")
        else None,
        "allow_promotion_codes": params.get("allow_promotion_codes"),
        "amount_subtotal": amount,
        "amount_total": amount,
        "automatic_tax": {
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "billing_address_collection": params.get("billing_address_collection"),
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "created": book.now,
        "currency": currency,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": {
            name: {"message": texts[name]["message"]} if texts.get(name) else None
            for name in (
                "after_submit",
                "shipping_address",
                "submit",
                "terms_of_service_acceptance",
            )
        },
        "customer": params.get("customer"),
        "customer_account": None,
        "customer_creation": None
        if params.get("customer")
        else params.get("customer_creation", "if_required"),
        "customer_details": customer_details(email=params.get("customer_email"), name=None)
        if params.get("customer_email")
        else None,
        "customer_email": params.get("customer_email"),
        "discounts": [],
        "expires_at": expires_at,
        "integration_identifier": params.get("integration_identifier"),
        "invoice": None,
        "invoice_creation": {
            "enabled": False,
            "invoice_data": {
                "account_tax_ids": None,
                "custom_fields": None,
                "description": None,
                "footer": None,
                "issuer": None,
                "metadata": {},
                "rendering_options": None,
            },
        },
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": params.get("metadata", {}),
        "mode": "payment",
        "origin_context": params.get("origin_context"),
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_method_options": {
            "card": {"request_three_d_secure": card.get("request_three_d_secure", "automatic")}
        },
        "payment_method_types": methods,
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "subscription": None,
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{book.public_url}/c/pay/{session_id}",
        "wallet_options": None,
    }


def customer_details(*, email: str | None, name: str | None) -> Json:
    return {
        "address": dict(NO_ADDRESS) if name else None,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": name,
        "phone": None,
        "tax_exempt": "none" if name else None,
        "tax_ids": [] if name else None,
    }


def line_item(price: Json, product_name: str, *, quantity: int, metadata: Json) -> Json:
    amount = price["unit_amount"] * quantity
    return {
        "id": new_id("li_1"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": product_name,
        "metadata": metadata,
        "price": price,
        "quantity": quantity,
    }


def product(book: Book, params: Json, *, active: bool = True) -> Json:
    return {
        "id": params.get("id") or new_id("prod_", 14),
        "object": "product",
        "active": params.get("active", active),
        "created": book.now,
        "default_price": None,
        "description": params.get("description"),
        "images": params.get("images", []),
        "livemode": False,
        "marketing_features": params.get("marketing_features", []),
        "metadata": params.get("metadata", {}),
        "name": params["name"],
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": params.get("statement_descriptor"),
        "tax_code": params.get("tax_code"),
        "type": "service",
        "unit_label": params.get("unit_label"),
        "updated": book.now,
        "url": params.get("url"),
    }


def price(book: Book, params: Json, *, product_id: str, active: bool = True) -> Json:
    return {
        "id": new_id("price_1"),
        "object": "price",
        "active": params.get("active", active),
        "billing_scheme": "per_unit",
        "created": book.now,
        "currency": params["currency"],
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": params.get("lookup_key"),
        "metadata": params.get("metadata", {}),
        "nickname": params.get("nickname"),
        "product": product_id,
        "recurring": None,
        "tax_behavior": params.get("tax_behavior", "unspecified"),
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": params["unit_amount"],
        "unit_amount_decimal": str(params["unit_amount"]),
    }


def customer(book: Book, params: Json) -> Json:
    return {
        "id": new_id("cus_", 14),
        "object": "customer",
        "address": NO_ADDRESS | params["address"] if params.get("address") else None,
        "balance": 0,
        "created": book.now,
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": params.get("description"),
        "email": params.get("email"),
        "invoice_prefix": new_id("", 8).upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": params.get("metadata") or {},
        "name": params.get("name"),
        "next_invoice_sequence": 1,
        "phone": params.get("phone"),
        "preferred_locales": params.get("preferred_locales", []),
        "shipping": None,
        "tax_exempt": params.get("tax_exempt") or "none",
        "test_clock": None,
    }


def dispute(book: Book, paid: Json, *, amount: int, moves: list[Json]) -> Json:
    card = paid["payment_method_details"].get("card")
    return {
        "id": new_id("du_1"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": moves,
        "charge": paid["id"],
        "created": book.now,
        "currency": paid["currency"],
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(
            (
                *("access_activity_log", "billing_address", "cancellation_policy"),
                *("cancellation_policy_disclosure", "cancellation_rebuttal"),
                *("customer_communication", "customer_email_address", "customer_name"),
                *("customer_purchase_ip", "customer_signature"),
                *("duplicate_charge_documentation", "duplicate_charge_explanation"),
                *("duplicate_charge_id", "product_description", "receipt", "refund_policy"),
                *("refund_policy_disclosure", "refund_refusal_explanation", "service_date"),
                *("service_documentation", "shipping_address", "shipping_carrier"),
                *("shipping_date", "shipping_documentation", "shipping_tracking_number"),
                *("uncategorized_file", "uncategorized_text"),
            )
        )
        | {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": book.now + DISPUTE_DAYS,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "network_reason_code": "10.4" if card else None,
        "payment_intent": paid["payment_intent"],
        "payment_method_details": {
            "card": {
                "brand": card["brand"],
                "case_type": "chargeback",
                "network": card["brand"],
                "network_reason_code": "10.4",
            },
            "type": "card",
        }
        if card
        else None,
        "reason": "fraudulent",
        "status": "needs_response",
    }


def listing(url: str, data: list[Any], *, has_more: bool = False) -> Json:
    return {"object": "list", "data": data, "has_more": has_more, "url": url}
