"""A small Stripe on this machine: a program of its own, started by ``python -m payments.sandbox``.

It imports nothing of Evenkeel and nothing of Django; the site reaches it over HTTP only.
"""
