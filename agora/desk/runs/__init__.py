"""The desk's pages about runs: planning, publishing, people, applications, waiting lists."""
