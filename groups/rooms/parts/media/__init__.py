"""Sound and picture: who is heard and seen, and how browsers are introduced to each other."""
