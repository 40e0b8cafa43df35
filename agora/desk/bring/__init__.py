"""Bringing in what exists elsewhere: sources of an organisation, and each import with its dry run."""
