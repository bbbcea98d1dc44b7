"""How much of a session counts as being there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import clock
from accounts.access import signed_in, staff_required
from accounts.roles import Role
from groups.attendance.rule import RuleChanged, percent_needed, set_percent
from groups.desk.forms import AttendanceRuleForm
from groups.desk.trail import desk_trail


@staff_required(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest) -> HttpResponse:
    """Reads and changes it."""
    percent = percent_needed()
    form = AttendanceRuleForm(request.POST or None, initial={"percent": percent, "seen": percent})
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            set_percent(**form.cleaned_data, by=signed_in(request), now=clock.now())
        except RuleChanged:
            form, status = _look_again(form, percent), 409
        else:
            messages.success(request, _("Saved. Sessions that end from now on are judged by it."))
            return redirect("desk-attendance")
    trail = desk_trail(_("Attendance"))
    context = {"form": form, "trail": trail}
    return render(request, "groups/desk/rule.html", context, status=status)


def _look_again(form: AttendanceRuleForm, percent: int) -> AttendanceRuleForm:
    """What they wrote, beside what somebody else has set meanwhile; nothing is saved."""
    again = AttendanceRuleForm({**form.cleaned_data, "seen": percent})
    again.full_clean()
    again.add_error(
        "percent",
        _("Somebody set this to %(percent)d while you were writing. Save again to replace it.")
        % {"percent": percent},
    )
    return again
