"""Settings from the environment, URL assembly, the server doors."""
