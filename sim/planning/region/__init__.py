"""A region: the scenarios of its districts as one experiment, and the sums over them."""
