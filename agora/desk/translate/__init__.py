"""Pages of translators: what waits, the segments of a text, files in and out, what is missing where."""
