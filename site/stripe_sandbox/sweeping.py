"""What happens by itself when business time comes; run before every request and twice a second."""

from stripe_sandbox.book import Book
from stripe_sandbox.paying import expire, settle
from stripe_sandbox.refunding import fail_refund, open_dispute


def sweep(book: Book) -> int:
    """Carry out every plan whose time has come, oldest first. Returns how many."""
    due = book.store.due_plans(book.now)
    for object_id, what in due:
        subject = book.take(object_id)
        book.store.unplan(object_id, what)
        if what == "expire" and subject["status"] == "open":
            expire(book, subject)
        elif what == "settle":
            settle(book, subject)
        elif what == "fail_refund":
            fail_refund(book, subject)
        elif what == "dispute":
            open_dispute(book, subject)
    return len(due)
