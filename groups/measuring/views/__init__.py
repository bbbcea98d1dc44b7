"""Pages of measures: a member's own."""
