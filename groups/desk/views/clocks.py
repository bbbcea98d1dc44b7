"""What new rules of clocks moved, for coordinators."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import staff_required
from accounts.reader import reader_zone
from accounts.roles import Role
from groups.clocks.queries import change_line, changes_newest_first
from groups.desk.trail import desk_trail
from groups.desk.views.sheets import each_move, move_columns
from spreadsheet.views import MOST_ROWS, download, wants

PER_PAGE = 50


@staff_required(Role.COORDINATOR)
@require_safe
def clocks(request: HttpRequest) -> HttpResponse:
    """Every change of clocks that moved sessions, with the sessions, newest first."""
    if wants(request, "clocks"):
        moved = each_move(change_line(one) for one in changes_newest_first()[:MOST_ROWS])
        return download(request, "clocks", move_columns(reader_zone(request)), moved)
    page = Paginator(changes_newest_first(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [change_line(change) for change in page.object_list],
        "trail": desk_trail(_("Clock changes")),
        "reader_zone": reader_zone(request),
    }
    return render(request, "groups/desk/clocks.html", context)
