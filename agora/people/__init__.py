"""Persons, accounts, organisations."""
