"""What the outbox holds about people (`audit.register`)."""

from audit.register import MACHINE, Bond, Held, KeptAs, Part, Read, Reader, Rule, Whose, hold

hold(
    Held(
        "outbox.Letter",
        whose=(
            Whose("to", Part.SENT, Bond.APART, KeptAs.ADDRESS),
            Whose("about", Part.ABOUT, Bond.APART, KeptAs.INSIDE),
            Whose("key", Part.ABOUT, Bond.APART, KeptAs.INSIDE),
        ),
        copy=("kind", "to", "language", "country", "state", "posted_at", "sent_at"),
        kept_back={
            "sealed": "a sign-in code, or words on their way that are wiped when they have left",
            "last_error": "what a mail server said; it may quote the address",
            "key about": "the numbers of what it is about",
            "id urgent useless_after message_id attempts next_try_at lease lease_until":
                MACHINE,
        },
        rules=(
            Rule("the sealed words (sign-in codes, messages of visitors)", "as the letter leaves",
                 "outbox.send"),
            Rule("the sealed words of a letter that was given up",
                 "when they are of no use any more, at the latest after seven days",
                 "outbox.wipe"),
        ),
        readers=(
            Read(
                Reader.COORDINATOR,
                ("desk-order", "desk-person", "desk-seat-story", "today-letters"),
            ),
        ),
        why=(
            "Which letter went to which address when, also to visitors who wrote through the"
            " contact page. It leaves for the address that its reader has as it is sent, unless it"
            " is about the address itself. Never its words: they are made as it leaves. The line"
            " with the address stays: nothing deletes letters yet."
        ),
    ),
)  # fmt: skip
