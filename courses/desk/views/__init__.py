"""Pages on which skills, worksheets and courses are edited, in the editor's frame."""
