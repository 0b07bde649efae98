"""How many people are enough: staffings that may be tried, the cheapest that meets targets, and what cheaper ones cost in late answers."""
