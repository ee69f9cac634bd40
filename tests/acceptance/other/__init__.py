"""Other cases of the acceptance kind: a clean month of the made-up commune, written in many ways, spoilt with known errors, with its truth."""
