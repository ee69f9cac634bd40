"""The release gate: the finished bytes are searched for the month's own personal values before anybody outside gets them."""
