"""Pages of practice: a member's log and map; for leaders what is shared of both, before a session."""
