"""Pages of figures: what was read, saved, asked and not found, what there is, and one page for funders."""
