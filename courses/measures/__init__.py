"""Measures: questionnaires as definition files, their scores, and what members answered."""
