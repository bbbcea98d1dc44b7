"""Worksheets on pages of their own, and handed to the leaders of a group."""
