"""Ways of handing a package over; each takes a parcel and returns only when it has arrived."""
