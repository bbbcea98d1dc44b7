"""The components, one module per family; design.templatetags.design offers them to templates."""
