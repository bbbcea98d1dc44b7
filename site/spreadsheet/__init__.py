"""What a list shows, as a file for spreadsheet programs."""
