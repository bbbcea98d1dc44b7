"""One file that holds an installation: its database and its uploaded files.

The keys of the vault are not in it: whoever finds a backup must not be able to read what is sealed.
"""
