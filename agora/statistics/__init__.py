"""Counting without watching: what is read, saved, asked and searched in vain, without anybody in it."""
