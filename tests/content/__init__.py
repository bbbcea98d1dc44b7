"""Tests of the words that ship with Evenkeel: lessons, skills, pages, policies and crisis lines."""
