"""What happened to a person, for apps above that have something to do then.

Receivers run at once, in the transaction of the action that tells of it: if one fails, nothing
has happened. They connect in their app's `signals.py`.
"""

from django.dispatch import Signal

# `member` chose discreet letters, or ordinary ones again, at `now`.
letters_changed = Signal()
