"""What this app holds about people (`audit.register`)."""

from audit.register import (
    MACHINE,
    OTHERS,
    Bond,
    Held,
    KeptAs,
    Part,
    Read,
    Reader,
    Whose,
    hold,
    tells_of_nobody,
)

STRIPE = "Stripe's own number: it leads to the payer there, and to nobody here"
DESK = Read(Reader.COORDINATOR, ("desk-order", "desk-seat-story"))

hold(
    Held(
        "payments.Order",
        whose=(
            Whose("member", Part.ABOUT, Bond.HOLDS),
            Whose("payer", Part.PAYS, Bond.HOLDS),
        ),
        copy=(
            "purpose", "enrollment", "price", "amount_minor", "currency", "refund_terms",
            "refund_until", "part_sessions", "all_sessions", "state", "placed_at", "paid_at",
        ),
        kept_back={"id": MACHINE, "member payer": "each is another person to the other"},
        readers=(
            Read(Reader.OWN, ("order", "orders", "checkout-success")),
            Read(
                Reader.COORDINATOR,
                (
                    "desk-cases", "desk-find", "desk-order", "desk-order-refund", "desk-orders",
                    "desk-person", "desk-seat-story",
                ),
            ),
        ),
        why=(
            "What was agreed, for whom, and who pays. The payer sees sums and dates alone. Books"
            " have to be kept for years in most countries; nothing here deletes them, and an order"
            " keeps the people in it from being deleted."
        ),
    ),
    Held(
        "payments.HandPayment",
        whose=(
            Whose("order__member", Part.ABOUT, Bond.HOLDS),
            Whose("order__payer", Part.PAYS, Bond.HOLDS),
            Whose("entered_by", Part.DID, Bond.HOLDS),
        ),
        copy=(
            "way", "state", "reason", "entered_at", "received_at", "received_words", "ended_at",
            "ended_words",
        ),
        kept_back={"id order": MACHINE, "entered_by": OTHERS},
        readers=(Read(Reader.OWN, ("order",)), DESK),
        why=(
            "How somebody pays whom a coordinator enrolled, and the coordinators' words about it,"
            " sealed. The payer sees the way alone, never those words; they belong into a copy."
        ),
    ),
    Held(
        "payments.HandReturn",
        whose=(
            Whose("payment__order__member", Part.ABOUT, Bond.HOLDS),
            Whose("payment__order__payer", Part.PAYS, Bond.HOLDS),
            Whose("returned_by", Part.DID, Bond.HOLDS),
        ),
        copy=("amount_minor", "basis", "words", "returned_at"),
        kept_back={"id payment decision": MACHINE, "returned_by": OTHERS},
        readers=(Read(Reader.OWN, ("order",)), DESK),
        why="A part of it that was given back by hand, and the coordinators' words, sealed.",
    ),
    Held(
        "payments.Due",
        whose=(
            Whose("order__member", Part.ABOUT, Bond.HOLDS),
            Whose("order__payer", Part.PAYS, Bond.HOLDS),
        ),
        copy=("number", "amount_minor", "currency", "due_at", "state", "paid_at"),
        kept_back={"id order": MACHINE},
        readers=(),
        why="The parts in which an order is paid, kept with it.",
    ),
    Held(
        "payments.CheckoutAttempt",
        whose=(
            Whose("due__order__member", Part.ABOUT, Bond.HOLDS),
            Whose("due__order__payer", Part.PAYS, Bond.HOLDS),
        ),
        copy=("state", "began_at", "expires_at", "ended_at"),
        kept_back={
            "stripe_session_id": STRIPE,
            "url": "leads to Stripe's page, which ends with the attempt",
            "id due idempotency_key checked_at unreachable_since": MACHINE,
        },
        readers=(DESK,),
        why="Each try to pay on Stripe's page. No card number ever reaches us.",
    ),
    Held(
        "payments.Payment",
        whose=(
            Whose("order__member", Part.ABOUT, Bond.HOLDS),
            Whose("order__payer", Part.PAYS, Bond.HOLDS),
        ),
        copy=("amount_minor", "currency", "state", "paid_at", "settled_at"),
        kept_back={"stripe_payment_intent": STRIPE, "id order attempt heard_by": MACHINE},
        readers=(
            Read(Reader.OWN, ("order",)),
            Read(Reader.COORDINATOR, ("desk-order", "desk-cases", "desk-seat-story")),
        ),
        why="Money that came. Kept with the books.",
    ),
    Held(
        "payments.Refund",
        whose=(
            Whose("payment__order__member", Part.ABOUT, Bond.HOLDS),
            Whose("payment__order__payer", Part.PAYS, Bond.HOLDS),
            Whose("asked_by", Part.DID, Bond.HOLDS),
        ),
        copy=(
            "amount_minor", "currency", "reason", "state", "asked_at", "ended_at", "basis", "words",
        ),
        kept_back={
            "stripe_refund_id": STRIPE,
            "asked_by": OTHERS,
            "id payment idempotency_key attempts next_try_at lease lease_until decision": MACHINE,
        },
        readers=(Read(Reader.OWN, ("order",)), DESK),
        why=(
            "Money that went back, who decided it, by which rule and why, sealed: coordinators read"
            " those words, the payer the sum alone. Kept with the books."
        ),
    ),
    Held(
        "payments.Dispute",
        whose=(
            Whose("payment__order__member", Part.ABOUT, Bond.HOLDS),
            Whose("payment__order__payer", Part.PAYS, Bond.HOLDS),
        ),
        copy=("status", "amount_minor", "currency", "taken", "given_back", "opened_at"),
        kept_back={"stripe_dispute_id": STRIPE, "id payment": MACHINE},
        readers=(DESK,),
        why="A payment that the payer's bank took back while it looked into it.",
    ),
    Held(
        "payments.LedgerEntry",
        whose=(
            Whose("order__member", Part.ABOUT, Bond.HOLDS),
            Whose("order__payer", Part.PAYS, Bond.HOLDS),
        ),
        copy=("kind", "amount_minor", "currency", "at"),
        kept_back={"source": STRIPE, "id order": MACHINE},
        readers=(Read(Reader.COORDINATOR, ("desk-order",)),),
        why="Every movement of money, once. Never changed or deleted: it is the book itself.",
    ),
    Held(
        "payments.ExceptionCase",
        whose=(
            Whose("order__member", Part.ABOUT, Bond.HOLDS),
            Whose("order__payer", Part.PAYS, Bond.HOLDS),
            Whose("payment__order__member", Part.ABOUT, Bond.HOLDS),
            Whose("payment__order__payer", Part.PAYS, Bond.HOLDS),
            Whose("resolved_by", Part.DID, Bond.HOLDS),
            Whose("facts", Part.ABOUT, Bond.APART, KeptAs.INSIDE),
        ),
        copy=("kind", "state", "opened_at", "resolved_at", "resolution"),
        kept_back={
            "stripe_payment_intent": STRIPE,
            "resolved_by": OTHERS,
            "id key order payment": MACHINE,
            "facts": "sums and states, which the order and its payments tell as well",
        },
        readers=(
            Read(
                Reader.COORDINATOR,
                ("desk-cases", "desk-order", "desk-person", "desk-seat-story"),
            ),
        ),
        why=(
            "Trouble that a coordinator decides, with their words about it in clear; one kind says"
            " that somebody with a seat is under age. Those words belong into a copy."
        ),
    ),
    Held(
        "payments.StripeEvent",
        whose=(Whose("intent_id", Part.PAYS, Bond.APART, KeptAs.INSIDE),),
        kept_back={
            "stripe_id object_id intent_id": STRIPE,
            "id type api_version hint state received_at done_at last_error attempts next_try_at"
            " lease lease_until": MACHINE,
        },
        readers=(DESK,),
        why=(
            "That Stripe told of a change: numbers and states, no name and no address. Nothing"
            " deletes them."
        ),
    ),
    Held(
        "payments.RefundTerms",
        whose=(Whose("set_by", Part.DID, Bond.HOLDS),),
        copy=("text", "days_before", "set_at"),
        kept_back={"id set_by": MACHINE},
        readers=(Read(Reader.COORDINATOR, ("desk-promises",)),),
        why="The clinic's promise, and which coordinator wrote it. The page shows the words alone.",
    ),
)  # fmt: skip

tells_of_nobody("What a seat costs.", "payments.Price")
