"""The warm-up on a page: Welch's plot of the weekly means, and what MSER-5 says of them in a sentence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sim.experiment.warm_up import SERIES_NAMES, WarmUp
from sim.translations.in_use import counted, localized_day, translated

if TYPE_CHECKING:  # a terminal has the sentence without the plot
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.report.chart_style import Chart


def welch_plot(table: pd.DataFrame, truncation: date | None = None, counted_from: date | None = None) -> Chart:
    """Weekly means over replications and their moving averages, with the truncation and the day from which it counts.

    `table` has one row a week: week (first day), in_progress, in_progress_average [files], elapsed_h, elapsed_h_average
    [h], in_time, in_time_average [share]; missing values leave gaps. Welch, in: Lavenberg, Computer Performance Modeling Handbook (1983), 268-328.
    """
    from matplotlib.dates import AutoDateLocator, DateFormatter

    from sim.report.chart_style import COLOURS, FONT, bare, chart, sentences, top_legend
    from sim.report.page_svg import MUTED, SHADE

    columns = [
        ("in_progress", translated("files in progress"), 1),
        ("elapsed_h", translated("elapsed working\ntime [h]"), 1),
    ]
    if table["in_time"].notna().any():
        columns.append(("in_time", translated("share in\ntime [%]"), 100))
    figure = chart(height=2.2)
    panels = figure.subplots(1, len(columns))
    begins = table["week"].dt.date.tolist()
    middles = [day + timedelta(days=3) for day in begins]
    for axes, (column, label, scale) in zip(panels, columns, strict=True):
        means, smooth = (scale * table[name].to_numpy(float) for name in (column, f"{column}_average"))
        axes.plot(middles, means, color=MUTED, linewidth=0.8, marker="o", markersize=3, label=translated("weekly mean"))
        axes.plot(middles, smooth, color=COLOURS[0], linewidth=2, label=translated("moving average"))
        if counted_from is not None and begins:
            axes.axvspan(begins[0], counted_from, color=SHADE, zorder=0, label=translated("warm-up, not counted"))
        if truncation is not None:
            axes.axvline(truncation, color=COLOURS[1], linestyle="--", label=translated("settled by MSER-5"))
        axes.set_ylabel(label, fontsize=FONT)
        if column != "in_time":  # mostly near 100 %, where a scale from 0 on would show nothing
            axes.set_ylim(bottom=0)
        if begins:
            axes.set_xlim(begins[0], begins[-1] + timedelta(days=7))
        bare(axes, "y")
        axes.xaxis.set_major_locator(AutoDateLocator(minticks=2, maxticks=3))  # type: ignore[no-untyped-call]  # matplotlib.dates has no types
        axes.xaxis.set_major_formatter(DateFormatter("%m.%Y"))  # type: ignore[no-untyped-call]  # likewise
    top_legend(figure, panels[0].get_legend_handles_labels()[0])
    figure.supxlabel(translated("working week; its mean stands in its middle"), fontsize=FONT)
    figure.alternative = sentences(
        translated("Weekly means and moving averages of work in progress, elapsed working time and share in time."),
        "" if counted_from is None else translated("Counted from {day} on.", day=localized_day(counted_from)),
        "" if truncation is None else translated("Settled from {day} on.", day=localized_day(truncation)),
    )
    return figure


def warm_up_chart(warm_up: WarmUp) -> Figure:
    """Welch's plot of a run or of a pilot."""
    figure = welch_plot(warm_up.table(), warm_up.settled_from, warm_up.counted_from)
    figure.alternative = warm_up_sentence(warm_up)
    return figure


def warm_up_sentence(warm_up: WarmUp) -> str:
    """From which day applications count, how that day was found, and when the series have settled (MSER-5)."""
    known = {
        "day": localized_day(warm_up.counted_from),
        "before": warm_up.weeks_before,
        "weeks": len(warm_up.weeks),
        "replications": warm_up.replications,
    }
    if warm_up.found:
        counts = translated(
            "Applications count from {day} on, found by MSER-5 from a pilot of {replications} replications: after {before} of "
            "{weeks} working weeks.",
            **known,
        )
    else:
        counts = translated(
            "Applications count from {day} on, as stated: after {before} of {weeks} working weeks.", **known
        )
    if warm_up.truncations is None:
        return translated("{counts} MSER-5 says nothing about it: {why}.", counts=counts, why=warm_up.not_judged)
    named = [(translated(SERIES_NAMES[name]), cut) for name, cut in warm_up.truncations.items()]
    settled = [
        translated("{series} settles after {weeks} of them", series=name, weeks=cut.weeks)
        if cut.weeks
        else translated("{series} is settled from the start on", series=name)
        for name, cut in named
        if cut.settled
    ]
    restless = [name for name, cut in named if not cut.settled]
    parts = [translated("By MSER-5 {settled}.", settled=_listed(settled)) if settled else ""]
    if restless:
        text = counted(
            "{series} does not settle in the first half of the period.",
            "{series} do not settle in the first half of the period.",
            len(restless),
            series=_listed(restless),
        )
        parts.append(text[0].upper() + text[1:])
    if not warm_up.found and not warm_up.filling:
        parts.append(
            translated(
                "After the warm-up none of them differs from later, as filling offices would make it, by more than chance."
            )
        )
    return " ".join(part for part in (counts, *parts) if part)


def _listed(texts: list[str]) -> str:
    """Texts as an enumeration."""
    if len(texts) == 1:
        return texts[0]
    return translated("{first} and {second}", first=", ".join(texts[:-1]), second=texts[-1])
