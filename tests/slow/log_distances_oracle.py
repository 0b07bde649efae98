"""Prints the distances between two logs as log-distance-measures has them; runs in an environment of its own.

`python log_distances_oracle.py ONE.csv OTHER.csv`, both with the columns case, activity, start, end.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import pandas as pd
from log_distance_measures.case_arrival_distribution import case_arrival_distribution_distance
from log_distance_measures.circadian_event_distribution import circadian_event_distribution_distance
from log_distance_measures.config import EventLogIDs
from log_distance_measures.cycle_time_distribution import cycle_time_distribution_distance
from log_distance_measures.n_gram_distribution import n_gram_distribution_distance
from log_distance_measures.relative_event_distribution import relative_event_distribution_distance

IDS = EventLogIDs(case="case", activity="activity", start_time="start", end_time="end", resource="case")
one, other = (pd.read_csv(file, parse_dates=["start", "end"]) for file in sys.argv[1:3])
logs = (one, IDS, other, IDS)
print(
    json.dumps(
        {
            "arrivals": case_arrival_distribution_distance(*logs),
            "time_of_week": circadian_event_distribution_distance(*logs),
            "relative_events": relative_event_distribution_distance(*logs),
            "cycle_times": cycle_time_distribution_distance(*logs, bin_size=timedelta(hours=1)),
            "steps": n_gram_distribution_distance(*logs),
        }
    )
)
