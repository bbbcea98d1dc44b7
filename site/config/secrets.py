"""Is a secret one that nobody can guess."""

SHORTEST = 32
FEWEST_LETTERS = 8


def weak_secret(secret: str) -> bool:
    """Whether a secret is too short, or of too few different letters, to be a made one."""
    return len(secret) < SHORTEST or len(set(secret)) < FEWEST_LETTERS
