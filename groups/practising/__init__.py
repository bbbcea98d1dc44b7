"""Pages of practice: a member's log and map, and for leaders what is shared of both."""
