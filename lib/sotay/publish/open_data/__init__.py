"""Open data: what the plan proposes to open, published with its metadata once every condition is met, withdrawn when one no longer is."""
