"""The e-mail backend that turns mails of Django, allauth and Wagtail into letters."""
