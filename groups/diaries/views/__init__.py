"""Pages of diaries: a member's own, and what their leaders see."""
