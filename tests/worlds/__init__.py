"""Made-up offices with a simulation of their own, which shares nothing with the package: what a fit is to foretell."""
