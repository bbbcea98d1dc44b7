"""A small Stripe on this machine: a program of its own, started by ``python site/stripe_sandbox``.

It imports nothing of Evenkeel and nothing of Django; the site reaches it over HTTP only.
"""

import zoneinfo

# As in the site: the pinned tzdata decides, not the zone files of the machine. (The sandbox counts
# in Unix seconds; whatever it runs on may not.)
zoneinfo.reset_tzpath(())
zoneinfo.ZoneInfo.clear_cache()
