/* Open time in bulk: the hours of a post with the gaps of one person, as `sim/calendar/open_time.py` lays them out. */
#ifndef SIM_OPEN_TIME_H
#define SIM_OPEN_TIME_H

#include <stdint.h>

#define SIM_NEVER INT64_MIN /* in the place of an instant that does not come */

/* Instants are seconds on the civil clock; intervals and gaps are half-open, in order and apart. Eight bytes a field. */
typedef struct {
    int64_t start, end;             /* of the span */
    int64_t intervals, gaps;        /* how many */
    const int64_t *opens, *closes;  /* by interval */
    const int64_t *before;          /* open seconds before each interval, and at last all of them */
    const int64_t *first_of_day;    /* by civil day of the span: the first interval that closes after its midnight */
    const int64_t *gap_begins, *gap_ends;
    const int64_t *missed_before;   /* open seconds of the hours in the gaps before each gap, and at last in all */
} SimOpenTime;

_Static_assert(sizeof(void *) == 8, "addresses are handed over as numbers of 64 bits");

static inline int sim_in_span(const SimOpenTime *time, int64_t at) {
    return at >= time->start && at <= time->end;
}

/* The first interval that closes after an instant of the span; the number of intervals where none does. */
static inline int64_t sim_interval_at(const SimOpenTime *time, int64_t at) {
    int64_t i = time->first_of_day[(uint64_t)(at - time->start) / 86400u];
    while (i < time->intervals && time->closes[i] <= at) i++;
    return i;
}

/* Open seconds of the hours before an instant of the span. */
static inline int64_t sim_hours_before(const SimOpenTime *time, int64_t at) {
    int64_t i = sim_interval_at(time, at);
    return i < time->intervals && at > time->opens[i] ? time->before[i] + at - time->opens[i] : time->before[i];
}

/* Open seconds before an instant of the span, without those in gaps. */
static inline int64_t sim_open_before(const SimOpenTime *time, int64_t at) {
    int64_t worked = sim_hours_before(time, at);
    if (time->gaps == 0) return worked;
    int64_t low = 0, high = time->gaps; /* how many gaps have begun */
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (time->gap_begins[middle] <= at) low = middle + 1;
        else high = middle;
    }
    worked -= time->missed_before[low];
    if (low > 0 && at < time->gap_ends[low - 1]) worked += sim_hours_before(time, time->gap_ends[low - 1]) - sim_hours_before(time, at);
    return worked;
}

/* The interval from `first` on in which an amount of open time, at least 1 and at most all, is reached. */
static inline int64_t sim_interval_of(const SimOpenTime *time, int64_t first, int64_t amount) {
    int64_t low = first, step = 1;
    while (low + step <= time->intervals && time->before[low + step] < amount) {
        low += step;
        step *= 2;
    }
    int64_t high = low + step <= time->intervals ? low + step : time->intervals;
    while (high - low > 1) { /* before[low] < amount <= before[high] */
        int64_t middle = (low + high) / 2;
        if (time->before[middle] < amount) low = middle;
        else high = middle;
    }
    return low;
}

/* The earliest instant at or after one of the span by which so many open seconds of the hours have passed, or SIM_NEVER. */
static inline int64_t sim_add_open(const SimOpenTime *time, int64_t at, int64_t duration) {
    if (duration == 0) return at;
    int64_t i = sim_interval_at(time, at);
    int64_t done = i < time->intervals && at > time->opens[i] ? at - time->opens[i] : 0;
    if (duration > time->before[time->intervals] - time->before[i] - done) return SIM_NEVER;
    int64_t target = time->before[i] + done + duration;
    i = sim_interval_of(time, i, target);
    return time->opens[i] + target - time->before[i];
}

#endif
