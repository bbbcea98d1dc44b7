"""Members' diary cards: their own pages, what they share with the leaders of a group, until when."""
