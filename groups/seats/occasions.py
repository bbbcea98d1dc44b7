"""What happened to seats, for areas above that have something to do then.

Receivers run at once, in the transaction of the action that tells of it: if one fails, nothing
has happened. They connect in the app's `signals.py`.
"""

from django.dispatch import Signal

# `cohort`, whose lock the sender holds, has a free seat more than before, at `now`.
seat_freed = Signal()
