"""The diary card: one day in a member's life, as they rate it, and nobody else's to read."""
