"""Translations in and out: gettext PO and XLIFF 2.0 (XLIFF 1.2 is read, too)."""
