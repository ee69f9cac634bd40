"""What of a person may be seen where: masking by default."""
