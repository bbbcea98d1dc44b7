"""Secrets at rest: sealed text, keyed hashes, and a model field for clinical words."""
