"""What leaders give to their group or to one member of it, and what became of it."""
