"""What the frameworks below us hold about people (`audit.register`): sign-in, Wagtail, Django."""

from audit.register import (
    MACHINE,
    OPENS,
    REST,
    Bond,
    Held,
    KeptAs,
    Part,
    Read,
    Reader,
    Rule,
    Whose,
    hold,
    tells_of_nobody,
)

EDITOR = ("editor",)
SUPERUSERS = Read(Reader.SUPERUSER, EDITOR)
MARKETERS = Read(Reader.MARKETER, EDITOR)
FACILITATORS = Read(Reader.FACILITATOR, EDITOR)
COORDINATORS = Read(Reader.COORDINATOR, EDITOR)  # where they approve lessons

# How people sign in.
hold(
    Held(
        "account.EmailAddress",
        whose=(Whose("user", Part.ABOUT, Bond.GOES),),
        copy=("email", "verified", "primary"),
        kept_back={REST: MACHINE},
        rules=(Rule("the old address", "when a new one is proved by its code"),),
        readers=(Read(Reader.OWN, ("account_email",)),),
        why="The address that codes and letters go to, and whether it was proved.",
    ),
    Held(
        "account.EmailConfirmation",
        whose=(Whose("email_address__user", Part.ABOUT, Bond.GOES),),
        kept_back={REST: OPENS},
        why="Stays empty: addresses are proved by codes, not by links.",
    ),
    Held(
        "mfa.Authenticator",
        whose=(Whose("user", Part.ABOUT, Bond.GOES),),
        copy=("type", "created_at", "last_used_at"),
        kept_back={"data": OPENS, REST: MACHINE},
        rules=(Rule("every row of the person", "when a coordinator resets a lost second factor"),),
        readers=(
            Read(Reader.OWN, ("mfa_index",)),
            Read(Reader.COORDINATOR, ("account-staff", "account-staff-person")),
        ),
        why="The second factor, its secret sealed. Coordinators see whether there is one.",
    ),
    Held(
        "usersessions.UserSession",
        whose=(Whose("user", Part.ABOUT, Bond.GOES),),
        copy=("ip", "user_agent", "created_at", "last_seen_at"),
        kept_back={"session_key": OPENS, REST: MACHINE},
        rules=(
            Rule("the row", "within a day of the end of that sign-in", "config.clear_sessions"),
        ),
        readers=(Read(Reader.OWN, ("usersessions_list",)),),
        why=(
            "On which browsers somebody is signed in, and the network address they signed in from."
            " Backups leave it out."
        ),
    ),
    Held(
        "sessions.Session",
        whose=(Whose("session_data", Part.ABOUT, Bond.APART, KeptAs.INSIDE),),
        kept_back={REST: OPENS},
        rules=(
            Rule("the row", "within a day of its end, 14 days after signing in",
                 "config.clear_sessions"),
            Rule("the row", "when the person signs out"),
        ),
        why=(
            "What a browser's cookie opens: who is signed in, how they proved it, and the step of"
            " enrolling they are at; for visitors, a code they asked for. Backups leave it out."
        ),
    ),
)  # fmt: skip

# Who edits the public pages and lessons.
hold(
    Held(
        "wagtailcore.Page",
        whose=(
            Whose("owner", Part.WROTE, Bond.FORGETS),
            Whose("locked_by", Part.DID, Bond.FORGETS),
        ),
        kept_back={REST: "the clinic's public words"},
        readers=(MARKETERS, FACILITATORS, COORDINATORS, SUPERUSERS),
        why="Which of the team made a page, and who has locked it.",
    ),
    Held(
        "wagtailcore.Revision",
        whose=(
            Whose("user", Part.WROTE, Bond.FORGETS),
            Whose("content", Part.ABOUT, Bond.APART, KeptAs.INSIDE),
        ),
        copy=("created_at", "object_str"),
        kept_back={REST: "the clinic's public words"},
        readers=(MARKETERS, FACILITATORS, COORDINATORS, SUPERUSERS),
        why=(
            "Each saved version of a page, and who saved it. Versions of a page about somebody of"
            " the team hold what once stood there; they go when the page is deleted."
        ),
    ),
    Held(
        "wagtailcore.PageLogEntry",
        whose=(Whose("user", Part.DID, Bond.LEFT),),
        copy=("label", "action", "timestamp"),
        kept_back={REST: MACHINE},
        readers=(MARKETERS, FACILITATORS, COORDINATORS, SUPERUSERS),
        why="Who of the team created, changed or published which page. Nothing deletes it.",
    ),
    Held(
        "wagtailcore.ModelLogEntry",
        whose=(
            Whose("user", Part.DID, Bond.LEFT),
            Whose("object_id", Part.ABOUT, Bond.APART, KeptAs.INSIDE),
            Whose("label", Part.ABOUT, Bond.APART, KeptAs.INSIDE),
        ),
        copy=("label", "action", "timestamp"),
        kept_back={REST: MACHINE},
        readers=(MARKETERS, FACILITATORS, SUPERUSERS),
        why=(
            "Who of the team changed pictures, downloads or settings, read by marketers, or words"
            " of the glossary, read by facilitators. Where a superuser changes or deletes an"
            " account in the editor, its name or address stays here as the label, and superusers"
            " read it."
        ),
    ),
    Held(
        "wagtailcore.Comment",
        whose=(
            Whose("user", Part.WROTE, Bond.GOES),
            Whose("resolved_by", Part.DID, Bond.FORGETS),
        ),
        copy=("text", "created_at"),
        kept_back={REST: MACHINE},
        readers=(MARKETERS, FACILITATORS, COORDINATORS, SUPERUSERS),
        why="Remarks of the team beside a page they edit.",
    ),
    Held(
        "wagtailcore.CommentReply",
        whose=(
            Whose("user", Part.WROTE, Bond.GOES),
            Whose("comment__user", Part.ABOUT, Bond.GOES),
        ),
        copy=("text", "created_at"),
        kept_back={REST: MACHINE},
        readers=(MARKETERS, FACILITATORS, COORDINATORS, SUPERUSERS),
        why="Answers to such remarks.",
    ),
    Held(
        "wagtailcore.PageSubscription",
        whose=(Whose("user", Part.ABOUT, Bond.GOES),),
        kept_back={REST: MACHINE},
        why="Whether somebody of the team wants letters about remarks on a page.",
    ),
    Held(
        "wagtailcore.APIToken",
        whose=(Whose("user", Part.ABOUT, Bond.GOES),),
        kept_back={REST: OPENS},
        why="Stays empty: the site has no interface for programs.",
    ),
    Held(
        "wagtailcore.UploadedFile",
        whose=(Whose("uploaded_by_user", Part.DID, Bond.FORGETS),),
        kept_back={REST: "the clinic's pictures and downloads"},
        why="Files on their way into the editor, and who uploads them.",
    ),
    Held(
        "wagtailcore.WorkflowState",
        whose=(Whose("requested_by", Part.DID, Bond.FORGETS),),
        kept_back={REST: MACHINE},
        readers=(FACILITATORS, COORDINATORS, SUPERUSERS),
        why="Who of the team sent which lesson for approval, and what became of it.",
    ),
    Held(
        "wagtailcore.TaskState",
        whose=(Whose("finished_by", Part.WROTE, Bond.FORGETS),),
        copy=("comment", "finished_at"),
        kept_back={REST: MACHINE},
        readers=(FACILITATORS, COORDINATORS, SUPERUSERS),
        why="Who approved a lesson or sent it back, with the note to its writer.",
    ),
    Held(
        "wagtailadmin.EditingSession",
        whose=(Whose("user", Part.ABOUT, Bond.GOES),),
        kept_back={REST: MACHINE},
        readers=(MARKETERS, FACILITATORS, COORDINATORS, SUPERUSERS),
        why="Who has which page open for editing, so that two do not overwrite each other.",
    ),
    Held(
        "wagtailadmin.FormState",
        whose=(Whose("user", Part.WROTE, Bond.GOES),),
        kept_back={REST: MACHINE},
        why="What somebody of the team has typed into the editor and not saved.",
    ),
    Held(
        "wagtailusers.UserProfile",
        whose=(Whose("user", Part.ABOUT, Bond.GOES),),
        copy=("avatar", "preferred_language", "current_time_zone"),
        kept_back={REST: MACHINE},
        readers=(Read(Reader.OWN, EDITOR),),
        why="How somebody of the team likes the editor, and their picture in it.",
    ),
    Held(
        "wagtailimages.Image",
        whose=(Whose("uploaded_by_user", Part.DID, Bond.FORGETS),),
        copy=("title", "created_at"),
        kept_back={REST: "the clinic's pictures; portraits belong to their page's person"},
        readers=(MARKETERS, FACILITATORS, COORDINATORS, SUPERUSERS),
        why="Pictures, portraits among them, and who of the team uploaded each.",
    ),
    Held(
        "wagtaildocs.Document",
        whose=(Whose("uploaded_by_user", Part.DID, Bond.FORGETS),),
        copy=("title", "created_at"),
        kept_back={REST: "the clinic's downloads"},
        readers=(MARKETERS, FACILITATORS, COORDINATORS, SUPERUSERS),
        why="Downloads, and who of the team uploaded each.",
    ),
    Held(
        "wagtailcore.ReferenceIndex",
        whose=(Whose("to_object_id", Part.ABOUT, Bond.APART, KeptAs.INSIDE),),
        kept_back={REST: MACHINE},
        why=(
            "Which page uses what: it repeats that a page about somebody of the team names their"
            " account, and goes with that page."
        ),
    ),
)

tells_of_nobody(
    "How Wagtail arranges pages, pictures and rights.",
    "wagtailcore.Collection", "wagtailcore.CollectionViewRestriction",
    "wagtailcore.CollectionViewRestriction_groups", "wagtailcore.GroupCollectionPermission",
    "wagtailcore.GroupPagePermission", "wagtailcore.GroupSitePermission", "wagtailcore.Locale",
    "wagtailcore.PageViewRestriction", "wagtailcore.PageViewRestriction_groups",
    "wagtailcore.Site", "wagtailadmin.Admin", "wagtailredirects.Redirect",
)  # fmt: skip
tells_of_nobody(
    "Whether, and by which role, lessons are approved.",
    "wagtailcore.GroupApprovalTask", "wagtailcore.GroupApprovalTask_groups", "wagtailcore.Task",
    "wagtailcore.Workflow", "wagtailcore.WorkflowContentType", "wagtailcore.WorkflowPage",
    "wagtailcore.WorkflowTask",
)  # fmt: skip
tells_of_nobody("Smaller copies of pictures.", "wagtailimages.Rendition")
tells_of_nobody(
    "The index of the editor's search and of the visitors': pages, words of the glossary, pictures"
    " and downloads, nothing a member owns.",
    "wagtailsearch.IndexEntry", "wagtailsearch.SQLiteFTSIndexEntry",
)  # fmt: skip
tells_of_nobody(
    "Tags of articles, and marks on pictures and downloads.", "taggit.Tag", "taggit.TaggedItem"
)
tells_of_nobody(
    "Stays empty: nothing from elsewhere is embedded.",
    "wagtailembeds.Embed",
    although=("author_name",),
)
tells_of_nobody(
    "The names of roles, rights and tables.",
    "auth.Group", "auth.Group_permissions", "auth.Permission", "contenttypes.ContentType",
)  # fmt: skip
