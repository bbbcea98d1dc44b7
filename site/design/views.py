"""The page that shows every component, and the stylesheets."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from design import samples
from design.assets import BUNDLES, SEARCH_LIST, bundle

YEAR = timedelta(days=365)


@require_safe
def styles(request: HttpRequest, name: str, digest: str) -> HttpResponse:
    """One bundle. The address of an older version answers with today's and is not kept."""
    if name not in BUNDLES:
        raise Http404(name)
    sheet = bundle(name)
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(sheet.zipped if zipped else sheet.text, content_type="text/css")
    if zipped:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = (
        f"public, max-age={int(YEAR.total_seconds())}, immutable"
        if digest == sheet.digest
        else "no-cache"
    )
    return response


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, in either theme."""
    return render(
        request,
        "design/gallery.html",
        {
            "samples": samples,
            "search_list": SEARCH_LIST,
            "blank_form": samples.SampleForm(),
            "wrong_form": samples.SampleForm({"email": "sam@", "colour": "purple"}),
            "page": Paginator(range(30), 10).page(2),
        },
    )
