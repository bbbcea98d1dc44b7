"""My cards: what a member kept of what they wrote in an exercise, for their own eyes."""
