"""Measures in a course: when they are asked, who may see them, whom an answer calls."""
