"""The desk's pages about organisations: people, roles, invitations, teams; and the learning team."""
