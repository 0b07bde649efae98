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
# # A first run, and how to read its tables
#
# **How many answers to applications for social assistance come late in one district, and where do the files wait?**
#
# The district is the one of the shipped scenario `west_kazakhstan_social_aid`: a department with two responsible executors,
# twelve rural akims and the portal, in the second half of 2018. The numbers that no source gives are assumptions; the
# report of `sim run west_kazakhstan_social_aid` lists each of them with its reason.

# %%
import sim

study = sim.load_scenario("west_kazakhstan_social_aid", changes=["replications=6"])
study

# %% [markdown]
# Six replications are enough for a first look; the scenario itself takes hundreds. A run gives estimates with 95 %
# intervals: each figure is computed in each replication, and the replications are what varies.

# %%
results = sim.run(study)
results

# %%
sim.charts.compliance(results.compliance(), study.scenario.target)

# %% [markdown]
# ## Tables
#
# `routes`, `steps`, `pools`, `streams` and `applications` are tables with one row per figure: what it is a figure of, its
# name, its unit, its mean and its interval. A table that is to be read across is a pivot of it.

# %%
results.routes.head(8)

# %%
wanted = ["applications", "in_time", "median_days", "p95_days", "queue_median_h", "lateness_h"]
results.routes.pivot(index="figure", columns="route", values="mean").loc[wanted].round(3)

# %% [markdown]
# The elapsed term counts working days as the law does: those after the day of receipt, up to and including the day on which
# the result is ready.

# %%
sim.charts.elapsed_term(results.elapsed_term())

# %% [markdown]
# ## Where files wait
#
# Queue time counts while people of the pool are on duty. Half of the files wait less than the median, 19 in 20 less than the
# 95th percentile.

# %%
sim.charts.queue_times(results.queue_times())

# %% [markdown]
# Long queues go with busy people: work over time on duty, by month, and for the busiest role by hour of the week.

# %%
sim.charts.utilisation_by_month(results.utilisation_by_month())

# %%
sim.charts.utilisation_by_hour(results.utilisation_by_hour())

# %% [markdown]
# The offices are empty on the first day, so applications count only after a warm-up of two months. The backlog shows whether
# that is enough: its level must not rise any more from there on.

# %%
sim.charts.backlog(results.backlog(), since=study.scenario.period.warm_up_until)

# %% [markdown]
# ## What an interval is made of
#
# `by_replication` gives the figures before anything is averaged. The mean of the table above is their mean.

# %%
each = results.by_replication("routes")
shares = each[each["figure"] == "in_time"].pivot(index="replication", columns="route", values="value")
shares.round(3)

# %% [markdown]
# ## Answer

# %%
in_time = results.routes[results.routes["figure"] == "in_time"].set_index("route")
assert ((shares.mean() - in_time["mean"]).abs() < 1e-12).all()
for route, row in in_time.iterrows():
    late, low, high = (100 * (1 - row[name]) for name in ("mean", "high", "low"))
    print(f"{route}: {late:.1f} % of the answers are late (95 % interval {low:.1f} to {high:.1f}).")
blame = results.steps[results.steps["figure"] == "blame_h"].nlargest(1, "mean").iloc[0]
lateness = results.routes[results.routes["figure"] == "lateness_h"]["mean"].sum()
print(
    f"No step makes more of the lateness than step {blame['step']} of the route '{blame['route']}': "
    f"{100 * blame['mean'] / lateness:.0f} % of the hours by which answers are late."
)
busiest = results.pools[results.pools["figure"] == "utilisation"].nlargest(1, "mean").iloc[0]
print(
    f"The busiest people are {busiest['office']} / {busiest['role']}: {100 * busiest['mean']:.0f} % of their time is work."
)
