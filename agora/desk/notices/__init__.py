"""The desk's pages about mails: which ones, when, and stopping them without signing in."""
