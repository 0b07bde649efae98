# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: -jupytext.text_representation.jupytext_version
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # One more, or somebody who signs?
#
# **The head of the department goes on leave for three weeks, and nobody signs meanwhile. What brings more answers in time: a
# third executor, or a deputy who may sign?**
#
# The leave is the shipped scenario `head_on_leave`. The deputy is one of its variants; the third executor is one setting.
# On the command line this is
#
# ```
# sim run head_on_leave
# sim run head_on_leave --variant deputy_signs
# sim run head_on_leave --set offices.department.staff.executor=3
# ```

# %%
import pandas as pd

import sim
from sim.intervals import mean_interval

FEW = "replications=6"
today = sim.load_scenario("head_on_leave", changes=[FEW])
deputy = sim.load_scenario("head_on_leave", variant="deputy_signs", changes=[FEW])
third = sim.load_scenario("head_on_leave", changes=[FEW, "offices.department.staff.executor=3"])

# %%
found = {
    "as it is": sim.run(today, strengthen=False),
    "a deputy signs": sim.run(deputy, strengthen=False),
    "a third executor": sim.run(third, strengthen=False),
}
found["as it is"]

# %% [markdown]
# ## The same applications each time
#
# All draws are made before the simulation and do not depend on who is there: replication 3 has the same applications, on the
# same days and with the same work, in all three runs. So a difference within a replication is due to the change alone.

# %%
counted = {
    name: results.by_replication("routes").query("figure == 'applications'")["value"].tolist()
    for name, results in found.items()
}
assert counted["as it is"] == counted["a deputy signs"] == counted["a third executor"]
pd.DataFrame(counted).head(3)

# %% [markdown]
# ## What the leave does to the backlog
#
# While nobody signs, files pile up; two executors need long to get back to where they were.

# %%
sim.charts.backlog(found["as it is"].backlog(), since=today.scenario.period.warm_up_until)

# %% [markdown]
# With a deputy nothing of the leave is left.

# %%
sim.charts.backlog(found["a deputy signs"].backlog(), since=today.scenario.period.warm_up_until)

# %% [markdown]
# A third executor does not keep the files from piling up, but clears them sooner.

# %%
sim.charts.backlog(found["a third executor"].backlog(), since=today.scenario.period.warm_up_until)

# %% [markdown]
# ## Gains, paired by replication
#
# `whole` is the row of figures over all routes, in each replication.

# %%
shares = pd.DataFrame(
    {name: [100 * f.whole["in_time"] for f in results.replications] for name, results in found.items()}
)
shares.round(1)

# %%
pairs = {
    "a deputy signs": shares["a deputy signs"] - shares["as it is"],
    "a third executor": shares["a third executor"] - shares["as it is"],
    "the deputy rather than the executor": shares["a deputy signs"] - shares["a third executor"],
}
rows = []
for name, difference in pairs.items():
    gain = mean_interval(difference.tolist())
    rows.append((name, gain.mean, gain.low, gain.high, "points of answers in time"))
gains = pd.DataFrame(rows, columns=["label", "mean", "low", "high", "unit"])
sim.charts.paired_differences(gains)

# %% [markdown]
# ## What pairing is worth
#
# The more two runs have in common, the narrower is the interval of their difference. Busy weeks lengthen the elapsed term with
# two executors and with three, and drop out of the difference. The share in time says less about the weeks: near 0 or 100 %
# it hardly varies with them.

# %%
hours = pd.DataFrame(
    {
        name: [f.routes["social_aid", "provider"]["median_hours"] for f in results.replications]
        for name, results in found.items()
    }
)
spread = []
for what, table in (("answers in time [points]", shares), ("median elapsed time [working hours]", hours)):
    before, after = table["as it is"], table["a third executor"]
    spread.append((what, (before.var() + after.var()) ** 0.5, (after - before).std()))
pd.DataFrame(spread, columns=["a third executor", "as if unpaired", "paired"]).round(2)

# %% [markdown]
# ## Answer

# %%
for row in gains.itertuples():
    told = "" if row.low > 0 or row.high < 0 else "; no difference can be told from so few replications"
    print(f"{row.label}: {row.mean:+.1f} {row.unit} (95 % interval {row.low:+.1f} to {row.high:+.1f}){told}.")
