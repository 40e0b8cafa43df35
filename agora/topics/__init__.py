"""Agendas, themes, places."""
