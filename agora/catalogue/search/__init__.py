"""Search across languages: analysis, plan, engine, and an oracle to check it by."""
