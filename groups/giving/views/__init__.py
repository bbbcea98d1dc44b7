"""Pages of what somebody was given."""
