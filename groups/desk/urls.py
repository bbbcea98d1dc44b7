"""Addresses of the desk: the leader's pages and the coordinator's."""

from django.urls import path

from groups.desk.views import (
    apart,
    clocks,
    cohorts,
    contact,
    gates,
    giving,
    leading,
    lessons,
    lists,
    measures,
    message,
    resources,
    roster,
    rule,
    seats,
    sessions,
    waiting,
)

LESSON = "<slug:slug>/weeks/<int:week>/<slug:lesson_slug>"
GIVEN = "desk/groups/<slug:slug>/resources"

urlpatterns = [
    path("lead/<slug:slug>/", leading.group, name="lead-group"),
    path("lead/<slug:slug>/message/", message.message, name="group-message"),
    path("lead/<slug:slug>/roster/", roster.sheet, name="group-roster"),
    path("lead/<slug:slug>/sessions/<int:number>/", leading.attendance, name="lead-attendance"),
    path("lead/<slug:slug>/sessions/<int:number>/reopen/", leading.reopen, name="lead-reopen"),
    path(
        "lead/<slug:slug>/members/<uuid:enrollment_id>/contact/",
        contact.contact,
        name="member-contact",
    ),
    path("lead/<slug:slug>/measures/", measures.group, name="lead-measures"),
    path("lead/<slug:slug>/measures/seen/<uuid:note_id>/", measures.seen, name="lead-measure-seen"),
    path(
        "lead/<slug:slug>/measures/<uuid:enrollment_id>/<slug:measure>/",
        measures.member,
        name="lead-member-measure",
    ),
    path("desk/outcomes/", measures.outcome, name="desk-outcomes"),
    path(f"lead/{LESSON}/", lessons.lesson, name="group-lesson"),
    path(f"lead/{LESSON}/keep/", lessons.keep, name="group-lesson-keep"),
    path(f"lead/{LESSON}/correct/", lessons.correct, name="group-lesson-correct"),
    path(f"lead/{LESSON}/paper/<slug:kind>/", lessons.paper, name="group-lesson-paper"),
    path("desk/resources/", resources.resources, name="desk-resources"),
    path("desk/resources/<slug:kind>/<int:ref>/", resources.one, name="desk-resource"),
    path("desk/resources/<slug:kind>/<int:ref>/look/", resources.look, name="desk-resource-look"),
    path("desk/resources/<slug:kind>/<int:ref>/tags/", resources.tags, name="desk-resource-tags"),
    path("desk/attendance/", rule.rule, name="desk-attendance"),
    path("desk/waiting/", waiting.time_kept, name="desk-waiting"),
    path("desk/gates/", gates.time_before, name="desk-gates"),
    path("desk/apart/", apart.pairs, name="desk-apart"),
    path("desk/apart/<uuid:pair_id>/end/", apart.end, name="desk-let-share"),
    path("desk/people/<uuid:member_id>/apart/", apart.record, name="desk-keep-apart"),
    path("desk/waiting/people/", lists.waiting, name="desk-waiting-people"),
    path("desk/seats/", lists.seats, name="desk-seats"),
    path("desk/clocks/", clocks.clocks, name="desk-clocks"),
    path("desk/groups/", cohorts.cohorts, name="desk-cohorts"),
    path("desk/groups/new/", cohorts.new_cohort, name="desk-new-cohort"),
    path("desk/groups/<slug:slug>/", cohorts.cohort, name="desk-cohort"),
    path("desk/groups/<slug:slug>/resources/", giving.given, name="desk-given"),
    path("desk/groups/<slug:slug>/resources/standing/", giving.standing, name="desk-standing"),
    path(f"{GIVEN}/give/<slug:kind>/<int:ref>/", giving.give, name="desk-give"),
    path(f"{GIVEN}/<uuid:assignment_id>/", giving.one, name="desk-given-one"),
    path(f"{GIVEN}/<uuid:assignment_id>/paper/", giving.paper, name="desk-given-paper"),
    path(f"{GIVEN}/<uuid:assignment_id>/take-back/", giving.take_back, name="desk-given-back"),
    path("desk/groups/<slug:slug>/roster/", roster.sheet_with_addresses, name="desk-roster"),
    path("desk/groups/<slug:slug>/words/", cohorts.words, name="desk-words"),
    path("desk/groups/<slug:slug>/leaders/", cohorts.leaders, name="desk-leaders"),
    path("desk/groups/<slug:slug>/capacity/", cohorts.capacity, name="desk-capacity"),
    path("desk/groups/<slug:slug>/waiting/<int:entry_id>/", seats.entry, name="desk-entry"),
    path("desk/groups/<slug:slug>/seats/<int:seat_no>/", seats.seat, name="desk-seat"),
    path("desk/groups/<slug:slug>/seats/<int:seat_no>/remove/", cohorts.remove, name="desk-remove"),
    path(
        "desk/groups/<slug:slug>/waiting/<int:entry_id>/take-back/",
        waiting.take_back,
        name="desk-take-back",
    ),
    path(
        "desk/groups/<slug:slug>/waiting/<int:entry_id>/ask-again/",
        waiting.ask_again,
        name="desk-ask-again",
    ),
    path("desk/groups/<slug:slug>/sessions/<int:number>/move/", sessions.move, name="desk-move"),
    path(
        "desk/groups/<slug:slug>/sessions/<int:number>/cancel/", sessions.cancel, name="desk-cancel"
    ),
]
