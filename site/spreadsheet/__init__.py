"""Lists: narrowed, sorted, by pages, and as files for spreadsheet programs."""
