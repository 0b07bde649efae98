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
from sim.experiment.comparison.compare import compared
from sim.measure.intervals import mean_interval

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
# `compared` holds each run against the first, replication by replication. (`sim.compare` does the same with studies that are
# still to be run, and `sim compare` on the command line.)

# %%
comparison = compared(list(found.values()), list(found))
table = comparison.table()
gains = table[(table["measure"] == "in_time") & (table["place"] == "all routes")]
gains[["case", "before", "after", "mean", "low", "high", "p_holm", "significant"]].round(3)

# %%
points = gains[["mean", "low", "high"]] * 100
sim.charts.paired_differences(points.assign(label=gains["case"], unit="points of answers in time"))

# %% [markdown]
# The same by hand, from the row of figures over all routes in each replication; and the two changes against each other.

# %%
shares = pd.DataFrame(
    {name: [100 * f.whole["in_time"] for f in results.replications] for name, results in found.items()}
)
by_hand = mean_interval((shares["a deputy signs"] - shares["as it is"]).tolist())
assert abs(by_hand.mean - points["mean"].iloc[0]) < 1e-9
assert abs(by_hand.low - points["low"].iloc[0]) < 1e-9
rather = mean_interval((shares["a deputy signs"] - shares["a third executor"]).tolist())
shares.round(1)

# %% [markdown]
# ## What pairing is worth
#
# The more two runs have in common, the narrower is the paired interval. Busy weeks lengthen the elapsed term with two executors
# and with three, and drop out of the difference. The share in time hardly varies with them where it is near 0 or 100 %.
# `narrowing` is the factor between the unpaired and the paired interval.

# %%
executor = table[(table["case"] == "a third executor") & table["place"].str.contains("provider|all routes")]
executor[["place", "measure", "mean", "low", "high", "unpaired_low", "unpaired_high", "narrowing"]].round(2)

# %% [markdown]
# ## Answer

# %%
for name, gain in zip(gains["case"], points.itertuples(), strict=True):
    print(f"{name}: {gain.mean:+.1f} points of answers in time (95 % interval {gain.low:+.1f} to {gain.high:+.1f}).")
told = "is worth more" if rather.low > 0 else "is worth less" if rather.high < 0 else "cannot be told apart"
print(
    f"The deputy {told}: {rather.mean:+.1f} points against the third executor "
    f"(95 % interval {rather.low:+.1f} to {rather.high:+.1f}), {rather.replications} paired replications."
)
