"""What this app holds about people (`audit.register`): their own cards and diaries."""

from audit.register import (
    MACHINE,
    Bond,
    Held,
    Part,
    Read,
    Reader,
    Rule,
    Whose,
    hold,
    tells_of_nobody,
)

hold(
    Held(
        "courses.KeptCard",
        whose=(Whose("member", Part.ABOUT, Bond.GOES),),
        copy=("skill", "exercise", "name", "title", "words", "kept_at", "changed_at"),
        kept_back={"id member edits": MACHINE},
        readers=(Read(Reader.OWN, ("my-cards", "my-card", "my-card-delete")),),
        why=(
            "What somebody wrote in an exercise and chose to keep, with its questions, sealed at"
            " rest. Nobody of the team reads it on any page, and opening one’s own leaves no entry."
            " It stays until the person deletes it."
        ),
    )
)

hold(
    Held(
        "courses.Response",
        whose=(Whose("member", Part.ABOUT, Bond.GOES),),
        copy=(
            "measure",
            "name",
            "version",
            "answers_sealed",
            "total",
            "filled",
            "way",
            "answered_at",
            "given_at",
        ),
        kept_back={"id member": MACHINE},
        rules=(Rule("the row", "when the person deletes it"),),
        readers=(
            Read(Reader.OWN, ("measures", "measure", "measure-answered", "measure-fhir")),
            Read(Reader.LEADER, ("lead-measures", "lead-member-measure", "lead-before")),
        ),
        why=(
            "What somebody answered in a form, sealed at rest; its total and its day are plain, for"
            " series and outcomes. Leaders read a total only while the person shares that form with"
            " them, and never the answers. Coordinators read means of five people or more."
        ),
    )
)

OWN_DIARY = (
    "diary", "diary-day", "diary-kept", "diary-week", "diary-week-paper", "diary-trend",
    "practice-map",
)  # fmt: skip

hold(
    Held(
        "courses.DiaryCard",
        whose=(Whose("member", Part.ABOUT, Bond.GOES),),
        copy=(
            "day", "zone_name", "stands", "sadness", "fear", "anger", "shame", "joy", "overall",
            "slept_half_hours", "food", "movement", "medication", "halt", "skills", "urges", "note",
            "filled_at", "changed_at",
        ),
        kept_back={"id member filling earlier edits": MACHINE},
        readers=(
            Read(Reader.OWN, OWN_DIARY),
            Read(Reader.LEADER, ("lead-diary", "lead-diaries", "lead-before", "lead-practice")),
        ),
        why=(
            "A day as somebody rated it: numbers in clear, because trends need them, the note"
            " sealed. Leaders read the fields that the person shares with them, as long as they"
            " share them, and each opening is in the person’s record. It stays until it is deleted."
        ),
    ),
    Held(
        "courses.Urge",
        whose=(Whose("member", Part.ABOUT, Bond.GOES),),
        copy=("name", "made_at", "put_away_at"),
        kept_back={"id member": MACHINE},
        readers=(
            Read(
                Reader.OWN,
                (
                    "diary", "diary-day", "diary-week", "diary-week-paper", "diary-trend",
                    "diary-urges", "diary-sharing",
                ),
            ),
            Read(Reader.LEADER, ("lead-diary", "lead-diaries", "lead-before")),
        ),
        why="What somebody keeps an eye on in their diary, in their own words, sealed at rest.",
    ),
)  # fmt: skip

hold(
    Held(
        "courses.SkillUse",
        whose=(Whose("member", Part.ABOUT, Bond.GOES),),
        copy=(
            "skill", "skill_name", "exercise", "day", "zone_name", "place", "went", "note",
            "noted_at", "changed_at",
        ),
        kept_back={"id member sending edits": MACHINE},
        readers=(
            Read(Reader.OWN, ("diary", "diary-day", "practice", "practice-use", "practice-map")),
            Read(Reader.LEADER, ("lead-practice", "lead-before")),
        ),
        why=(
            "That somebody used a skill, on which day, where and how it went, in clear, because the"
            " map of skills needs it; their words sealed. Leaders read as much as the person shares"
            " with them, as long as they share it, and each opening is in the person’s record. It"
            " stays until it is deleted."
        ),
    ),
    Held(
        "courses.Answer",
        whose=(Whose("member", Part.ABOUT, Bond.GOES),),
        copy=(
            "worksheet", "title", "intro", "questions", "words", "source", "licence", "started_at",
            "changed_at", "done_at",
        ),
        kept_back={"id member edits pen pens beside": MACHINE},
        readers=(
            Read(Reader.OWN, ("sheets", "sheet", "sheet-paper", "sheet-hand-in", "sheet-delete")),
            Read(Reader.LEADER, ("lead-sheets", "lead-sheet", "lead-before")),
        ),
        why=(
            "A worksheet as somebody filled it in, with the questions as they were asked: the"
            " answers sealed, the sheet's own words in clear. Nobody of the team reads it; leaders"
            " read a copy of what the person hands in, and its title. It stays until it is deleted."
        ),
    )
)  # fmt: skip

tells_of_nobody(
    "Lessons as pages: who edited them stands with wagtailcore.Page.",
    "courses.LessonIndexPage", "courses.LessonPage", "courses.LessonPage_skills",
    "courses.ShippedLesson", "courses.LessonFile",
)  # fmt: skip
tells_of_nobody(
    "PDFs of lessons and skills: which was asked for, by a country's numbers, never by whom.",
    "courses.Paper",
)
tells_of_nobody(
    "The words of teaching: who edited them stands with wagtailcore.ModelLogEntry.",
    "courses.GlossaryWord", "courses.ShippedWord",
)  # fmt: skip
tells_of_nobody("What a lesson shows, with its captions and its words.", "courses.Recording")
tells_of_nobody("What is practised.", "courses.Skill", "courses.Worksheet")
tells_of_nobody(
    "The order in which it is taught.",
    "courses.Course", "courses.Week", "courses.WeekSkill", "courses.WeekLesson",
    "courses.RunSheet",
)  # fmt: skip
tells_of_nobody("That a shipped text was deleted.", "courses.TakenAway")
tells_of_nobody("By which words the team finds what it gives.", "courses.ResourceTag")
