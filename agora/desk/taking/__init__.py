"""Taking everything out: an admin for their organisation, who leads the network for all."""
