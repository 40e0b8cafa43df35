"""Learning resources as JSON-LD of the AMB profile (schema.org / LRMI): in and out."""
