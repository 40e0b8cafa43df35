"""Accounts: signing in, one's own settings, and the data kept about oneself.

The protocols are django-allauth's; every page, form, sentence and mail is ours.
"""
