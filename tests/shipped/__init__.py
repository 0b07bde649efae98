"""The scenarios and notebooks that come with the package."""
