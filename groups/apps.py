from importlib import import_module
from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from design.assets import add_bundle


class GroupsConfig(AppConfig):
    name = "groups"

    def ready(self) -> None:
        """Connects signals; registers jobs, words, what is held, and the room's parts."""
        from audit.words import name_act  # noqa: PLC0415  (models first)
        from groups.seating.told import name_end  # noqa: PLC0415
        from whole.watched import shown_to_visitors  # noqa: PLC0415

        for module in (
            "held",
            "assigning.held",
            "signals",
            "tasks",
            "cohorts.queries",
            "links.letters",
            "waiting.letters",
            "clocks.letters",
            "leading.letters",
            "members.letters",
            "measuring.letters",
            "messages.letters",
            "handing.letters",
            "handing.held",
            "letter_names",
            "rooms.tasks",
        ):
            import_module(f"groups.{module}")
        for model in ("Cohort", "CohortLeader", "GroupSession", "SessionMove"):
            shown_to_visitors(f"groups.{model}")
        shown_to_visitors("groups.Enrollment", fields=("cohort", "state"))
        import_module("groups.rooms.kernel.changes").listen_to_rooms()
        import_module("groups.rooms.parts").load_parts()
        import_module("groups.diaries.offline").register_diary()
        given = import_module("groups.assigning.queries").assigned_worksheets
        import_module("groups.handing.doors").also_open(given)
        import_module("groups.previews.views")  # after the parts, one of which it shows
        sheets = ("groups/rooms/room.css", "groups/rooms/parts/*.css")
        add_bundle("rooms", Path(__file__).parent / "static", *sheets)
        add_bundle("sheet", Path(__file__).parent / "static", "groups/desk/sheet.css")
        name_act("measure.answered", _("Kept what you answered in a form"))
        name_act("measure.deleted", _("Deleted what you answered in a form"))
        name_act("measure.read", _("Looked at scores that you share"))
        name_act("measure.seen", _("Saw that you had answered a question about safety"))
        name_act("measure.shared", _("Shared your scores with the leaders of your group"))
        name_act("measure.told", _("Told your leaders of an answer about safety"))
        name_act("measure.unshared", _("Stopped sharing your scores"))
        name_act("diary.read", _("Opened what you share of your diary"))
        name_act("diary.shared", _("Shared a part of your diary with your leaders"))
        name_act("diary.unshared", _("Took a part of your diary back from your leaders"))
        name_act("diary.urge_seen", _("Has seen a strong urge that you share"))
        name_act("diary.chosen", _("Chose which card of a day counts"))
        name_act("diary.deleted", _("Deleted a card of your diary"))
        name_act("practice.deleted", _("Deleted a use of a skill from your log"))
        name_act("practice.read", _("Looked at what you share of your practice"))
        name_act("resource.given", _("Gave you something to read or practise"))
        name_act("resource.withdrawn", _("Took back something that was given to you"))
        name_act("resource.paper", _("Noted that you got something on paper"))
        name_act("resource.paper_undone", _("Noted that you did not get it on paper"))
        name_act("answer.deleted", _("Deleted a worksheet that you had filled in"))
        name_act("sheet.handed_in", _("Handed a worksheet to the leaders of your group"))
        name_act("sheet.taken_back", _("Took a worksheet back from your leaders"))
        name_act("sheet.read", _("Opened a worksheet that you handed in"))
        name_act("sheet.commented", _("Wrote about a worksheet that you handed in"))
        name_act("message.copy_sent", _("Sent you a message"))
        name_act("seat.completed", _("Noted that your course is over"))
        name_act("seat.offered", _("Kept a seat for you"))
        name_act("seat.overbooked", _("Gave you a seat"))
        name_act("seat.moved_up", _("Gave you a seat of another number"))
        name_end("offer declined", _("they said no"))
        name_end("offer lapsed", _("they had not answered in time"))
        name_end("offer closed", _("there was nothing to wait for any more"))
        name_act("waiting.offered", _("Offered you the seat that you waited for"))
        name_act("waiting.declined", _("Noted that you said no to a seat"))
        name_act("waiting.lapsed", _("Noted that you had not answered in time"))
        name_act("waiting.taken_back", _("Took back a seat that was offered to you"))
        name_act("waiting.asked_again", _("Put you back in line for the next free seat"))
        name_act("waiting.closed", _("Ended your waiting for a seat"))
