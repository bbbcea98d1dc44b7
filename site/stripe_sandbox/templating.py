"""HTML answers: escaped templates, one stylesheet, and a policy that lets nothing else in."""

from pathlib import Path
from typing import Any

import jinja2
from starlette.responses import HTMLResponse

FOLDER = Path(__file__).parent
_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
        " frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def page(template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Render a page. Mistakes in a form are 200 as well: the payer is still on the way."""
    return HTMLResponse(_templates.get_template(template).render(context), status, HEADERS)
