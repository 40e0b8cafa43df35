"""Nothing locked in: everything an organisation or the network has, out as an archive and in again."""
