"""Exercises: steps with what each asks for, in one shape for page, paper, slide and cards."""
