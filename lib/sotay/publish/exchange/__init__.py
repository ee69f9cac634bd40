"""Exchange: the datasets that must or may be shared, as checked packages for the province's platform, and the log of what was really sent."""
