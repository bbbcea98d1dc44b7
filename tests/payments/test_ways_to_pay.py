"""From a held seat to a paid one, and every way that does not get there."""

from payments.models import CheckoutAttempt, LedgerEntry

from tests.payments.till import Till


def test_case_0_a_paid_seat_is_active_with_letter_and_ledger(till: Till) -> None:
    payer = till.payer(till.cohort())
    payer.go_to_stripe()
    answer = payer.pay()
    assert answer.status_code == 303
    assert payer.seat.state == "held"
    till.deliver()
    assert payer.seat.state == "active"
    assert payer.order.state == "paid"
    assert payer.letters() == 1
    assert [entry.amount_minor for entry in LedgerEntry.objects.all()] == [48000]
    assert CheckoutAttempt.objects.count() == 1
