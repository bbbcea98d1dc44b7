"""Answers: worksheets as members fill them in, for their own eyes."""
