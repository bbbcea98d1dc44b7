"""Rows of what everybody may open, and of pages that stand beside it."""

from tests.security.objects import (
    NO_GROUP,
    NO_SKILL,
    NO_SKILL_PAPER,
    own_group,
    skill_paper,
    skill_that_asks,
)
from tests.security.rows import Row, always, everybody

PUBLIC = [
    Row("policy", everybody(), always(kind="terms")),
    Row("policy-version", everybody(), always(kind="terms", version="2026-11")),
    Row("help:crisis", everybody()),
    Row("help:numbers", everybody()),
    Row("help:accent", everybody()),
    Row("help:crisis-country", everybody(), always(country="GB")),
    Row("help:numbers-country", everybody(), always(country="GB")),
    Row("health-live", everybody()),
    Row("health-ready", everybody(503), why="no worker runs in this world"),
    Row("lesson-shelf", everybody()),
    Row("skill-do", everybody(), always(slug="stop"), {"slug": "nothing"}),
    Row(
        "skill-do-further",
        everybody(),
        always(slug="halt", key="prevention-plan"),
        {"slug": "halt", "key": "nothing"},
    ),
    Row("lesson-teaser", everybody(), always(slug="wise-mind")),
    *(
        Row(f"offline{name}", everybody())
        for name in ("", "-numbers", "-list", "-worker", "-app", "-token")
    ),
    Row("glossary", everybody()),
    Row("skills", everybody()),
    Row("skills-need", everybody(), always(need="panic"), {"need": "never-was"}),
    Row("skill", everybody(), always(slug="stop"), {"slug": "never-was"}),
    Row("skill-worksheet", everybody(), skill_that_asks, NO_SKILL),
    Row("skill-flash-cards", everybody(), skill_that_asks, NO_SKILL),
    Row("skill-paper", everybody(202), skill_paper, NO_SKILL_PAPER, why="no worker runs here"),
    Row("search", everybody()),
    Row("robots", everybody()),
    Row("sitemap", everybody()),
    Row("icon", everybody(302)),
    Row("groups", everybody()),
    Row("contact", everybody()),
    Row("group", everybody(), own_group, NO_GROUP),
    Row("wagtail_serve", everybody(), path="/"),
    Row("link-again", everybody()),
    Row("stripe-webhook", everybody(400), method="POST", why="unsigned"),
    Row("design:gallery", everybody()),
    Row("design:styles", everybody(404), always(name="none", digest="none")),
    Row("demo", everybody(), why="exists in demo and test mode only"),
    Row("demo-clock", everybody(302), method="POST", why="exists in demo and test mode only"),
    Row("mailbox", everybody(), why="exists in demo and test mode only"),
    Row("mailbox-message", everybody(404), always(message_id="none")),
    Row("mailbox-html", everybody(404), always(message_id="none")),
    Row("mailbox-source", everybody(404), always(message_id="none")),
    Row("document", everybody(404), path="/documents/1/none.pdf"),
    Row(
        "wagtaildocs_serve",
        everybody(404),
        path="/documents/1/none.pdf",
        why="behind our own address, which asks for the door",
    ),
    Row("wagtaildocs_authenticate_with_password", everybody(404), always(restriction_id=1)),
    Row(
        "wagtailcore_authenticate_with_password",
        everybody(404),
        always(page_view_restriction_id=1, page_id=1),
    ),
]
