"""What a planner may change on the page, read from a scenario: posts, arrivals, sittings, agendas, durations."""
