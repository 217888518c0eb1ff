"""The gold that the small models of `digest/learned` are fitted on, and the scripts that fit them."""
