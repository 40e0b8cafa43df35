"""Bringing in what exists elsewhere: spreadsheets, WordPress exports, feeds and sitemaps.

A source gives records; a record becomes the document of a resource; a document is compared with what
the source gave last and with what stands here; then it is written, undone, or left. See
`docs/import.md` and decision 0020.
"""
