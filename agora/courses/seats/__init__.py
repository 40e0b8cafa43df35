"""From interest to a seat: pre-registration, enrolling, waiting lists, offers, teams."""
