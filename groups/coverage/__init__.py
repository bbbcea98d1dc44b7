"""Which skills a member has met, and how: it is the member's own and outlives every seat."""
