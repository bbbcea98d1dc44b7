#!/bin/sh
# djangofmt 1.1.0, a formatter of Django templates.
#
# It breaks a line between two template tags that touch, outside any block element of their own. A
# line break between inline texts is a space on the page: where a tag writes "6 pm" and the next
# begins with a comma, readers get "6 pm , and" instead of "6 pm, and". Two HTML elements or an
# element and a tag that touch are left together, so that most templates come out right.
#
# Seen, of <p>{% when starts %}{% if more %}, and {{ more }} more{% endif %}.</p>:
#   <p>
#       {% when starts %}
#       {% if more %}, and {{ more }} more{% endif %}.
#   </p>
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet djangofmt==1.1.0
cat >"$folder/page.html" <<'HTML'
<p>{% when starts %}{% if more %}, and {{ more }} more{% endif %}.</p>
<p><a href="/x/">Read it</a>{% if more %}, and more{% endif %}.</p>
HTML
"$folder/venv/bin/djangofmt" "$folder/page.html" >/dev/null 2>&1
cat "$folder/page.html"
cat >"$folder/expected" <<'HTML'
<p>
    {% when starts %}
    {% if more %}, and {{ more }} more{% endif %}.
</p>
<p><a href="/x/">Read it</a>{% if more %}, and more{% endif %}.</p>
HTML
diff "$folder/expected" "$folder/page.html" || { echo "This has changed." >&2; exit 1; }
