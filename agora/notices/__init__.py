"""Messages and mail."""
