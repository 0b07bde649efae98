"""The page, the sentences and the chart of a comparison."""
