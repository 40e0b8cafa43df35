"""Concepts of the glossary as the desk edits them."""
