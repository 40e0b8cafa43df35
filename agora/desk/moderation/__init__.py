"""The desk's pages about reports, decisions and appeals."""
