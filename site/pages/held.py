"""What the public pages hold about people (`audit.register`)."""

from audit.register import MACHINE, Bond, Held, Part, Read, Reader, Whose, hold, tells_of_nobody

hold(
    Held(
        "pages.FacilitatorPage",
        whose=(Whose("account", Part.ABOUT, Bond.FORGETS),),
        copy=("heading", "intro", "body", "qualification", "portrait", "portrait_alt"),
        kept_back={"page_ptr account": MACHINE},
        readers=(
            Read(Reader.PUBLIC, ("wagtail_serve",)),
            Read(Reader.MARKETER, ("editor",)),
            Read(Reader.SUPERUSER, ("editor",)),
        ),
        why=(
            "A public page about somebody who leads groups, with a portrait if they like. A"
            " marketer takes it away; until then older versions stay with wagtailcore.Revision."
        ),
    ),
)

tells_of_nobody(
    "Public pages: who edited them stands with wagtailcore.Page. What a visitor writes on the"
    " contact page is a letter (outbox.Letter) and nothing else.",
    "pages.ArticleIndexPage", "pages.ContactPage", "pages.FacilitatorsPage", "pages.HomePage",
    "pages.NextGroupsPage", "pages.ProgrammePage", "pages.QuestionsPage", "pages.StandardPage",
)  # fmt: skip
tells_of_nobody(
    "Articles for everybody. Who wrote one stands on it as they wish to be named.",
    "pages.ArticlePage", "pages.ArticleTag",
)  # fmt: skip
