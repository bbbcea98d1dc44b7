"""Pages of worksheets: a member's own, and what leaders hold of them."""
