"""The page on which anybody can write to the clinic."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

import clock
from accounts.reader import reader_country
from pages.base import FixedAddress
from pages.contact.actions import NobodyListens, send_message
from pages.contact.forms import MessageForm
from pages.contact.limits import TooManyMessages


class ContactPage(FixedAddress):
    """A form without an account. What is written is kept nowhere but in the letter itself."""

    fixed_slug = "contact"

    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    template = "pages/contact_page.html"
    allowed_http_methods = ["GET", "HEAD", "OPTIONS", "POST"]

    class Meta:
        verbose_name = _("contact page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds an empty form: all that a preview in the editor shows."""
        return {**super().get_context(request, *args, **kwargs), "form": MessageForm()}

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Shows the form, or sends what was written and says so (303 to ?sent=1)."""
        form = MessageForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                send_message(
                    form.message_written(),
                    origin=get_adapter().get_client_ip(request),
                    country=reader_country(request),
                    discreet=bool(getattr(request, "reader_discreet", False)),
                    now=clock.now(),
                )
            except TooManyMessages:
                form.add_error(
                    None,
                    _(
                        "Several messages came from here within the last hour. Please wait a "
                        "while, or write to us by e-mail."
                    ),
                )
            except NobodyListens:
                form.add_error(
                    None,
                    _(
                        "This site has no address for messages yet, so nothing was sent. Please "
                        "try again later."
                    ),
                )
            else:
                return HttpResponse(status=303, headers={"Location": f"{request.path}?sent=1"})
        request.is_preview = False  # type: ignore[attr-defined]
        context = {
            **self.get_context(request),
            "form": form,
            "sent": request.method != "POST" and request.GET.get("sent") == "1",
        }
        status = 200 if not form.is_bound else 422
        return TemplateResponse(request, self.template, context, status=status)
