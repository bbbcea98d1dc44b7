"""How everything looks: tokens, components as template tags, layouts, letters."""
