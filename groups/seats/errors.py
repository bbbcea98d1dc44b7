"""Why somebody could not have a seat. Each becomes a kind sentence with a next step."""


class CohortFull(Exception):
    """Every seat is taken or held."""


class OfferOver(CohortFull):
    """The seat was offered to them, and the time to take it is over."""


class EnrolmentClosed(Exception):
    """The group takes nobody at the moment: a draft, past its closing date, ended or cancelled."""


class AlreadyEnrolled(Exception):
    """The member takes part already."""


class KeptApart(Exception):
    """Somebody has a seat there with whom the member must not share a group, or a coordinator alone
    places the member (do-not-place). Nobody but coordinators is told which, or why."""


class SeatMoved(Exception):
    """The seat is no longer in the state the caller saw; look again."""


class RoomFull(Exception):
    """The room carries nobody more, whatever the reason."""


class NoReason(Exception):
    """Nobody is put above a group's seats without a written reason."""


class TooFewSeats(Exception):
    """The capacity cannot fall below the highest seat that is taken, which is `fewest`; `taken` are
    all the seats that stand in the way, by number."""

    def __init__(self, taken: list[int]) -> None:
        super().__init__(taken)
        self.taken = taken
        self.fewest = taken[-1]
