"""Resources that nobody has looked over for long: found, said to be right, or brought up to date."""
