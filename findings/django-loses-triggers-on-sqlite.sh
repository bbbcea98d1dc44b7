#!/bin/sh
# Django 5.2.19 on SQLite.
#
# Whoever lets the database hear changes by triggers loses them on SQLite with the next migration that
# alters a column: Django makes the table anew, copies the rows and drops the old table, and the
# triggers go with it. Nothing is said, `sqlmigrate` does not show it, and the change that follows is
# not heard. Which operations do so cannot be guessed from their names: to add a column, to remove one
# and to rename one keep the triggers, to make one longer or to add a constraint loses them.
# On PostgreSQL the same migrations keep them all.
#
# Seen (triggers of the table before and after each operation):
#   AddField            1 -> 1
#   RenameField         1 -> 1
#   RemoveField         1 -> 1
#   AddIndex            1 -> 1
#   AlterField          1 -> 0
#   AddConstraint       1 -> 0
#
# Ours are made after every `migrate` (site/whole/triggers.py), and tests/whole sees them come back.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
python="$folder/venv/bin/python"
"$python" -m pip install --quiet Django==5.2.19
cat >"$folder/triggers.py" <<'PYTHON'
import sys

import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()
from django.db import connection, models
from django.db.migrations import operations as does
from django.db.migrations.state import ProjectState

begin = does.CreateModel("Seat", [
    ("id", models.BigAutoField(primary_key=True)),
    ("no", models.IntegerField()),
    ("note", models.CharField(max_length=10, default="")),
])
tried = {
    does.AddField("Seat", "epoch", models.IntegerField(null=True)): 1,
    does.RenameField("Seat", "note", "words"): 1,
    does.RemoveField("Seat", "note"): 1,
    does.AddIndex("Seat", models.Index(fields=["no"], name="by_number")): 1,
    does.AlterField("Seat", "note", models.CharField(max_length=20, default="")): 0,
    does.AddConstraint(
        "Seat", models.CheckConstraint(condition=models.Q(no__gte=1), name="from_one")
    ): 0,
}


def run(operation, before):
    after = before.clone()
    operation.state_forwards("hall", after)
    with connection.schema_editor() as editor:
        operation.database_forwards("hall", editor, before, after)
    return after


def ask(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


for operation, expected in tried.items():
    state = run(begin, ProjectState())
    ask("CREATE TABLE heard (id INTEGER PRIMARY KEY)")
    ask("CREATE TRIGGER hears AFTER UPDATE ON hall_seat BEGIN INSERT INTO heard VALUES (NULL); END")
    run(operation, state)
    left = len(ask("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    print(f"{type(operation).__name__:18}  1 -> {left}")
    if left != expected:
        sys.exit("no longer so")
    ask("DROP TABLE hall_seat")
    ask("DROP TABLE heard")
PYTHON
"$python" "$folder/triggers.py"
