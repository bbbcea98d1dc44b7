"""The pages on which members find what they were given, and what their leaders see of it."""
