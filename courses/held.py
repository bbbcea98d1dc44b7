"""That this app holds nothing about people (`audit.register`): it is what is taught."""

from audit.register import tells_of_nobody

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
