"""What people bring home: actions of a city."""
