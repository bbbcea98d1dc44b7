"""The practice log: one use of a skill in daily life, and nobody else's to read."""
