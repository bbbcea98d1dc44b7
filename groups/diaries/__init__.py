"""Members' diary cards: their own pages, and what they share with the leaders of a group."""
