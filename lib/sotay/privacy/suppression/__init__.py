"""Small numbers of people: which cells of a table of counts are not shown, so that neither its totals nor other releases give them back."""
