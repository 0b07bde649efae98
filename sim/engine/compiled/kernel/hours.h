/* Exact arithmetic on open time: docs/model.md, section 2.3. What lies behind the calendar never comes. */
#ifndef SIM_HOURS_H
#define SIM_HOURS_H

#include "input.h"
#include "memory.h"

typedef struct {
    const CapacityInput *capacity;
    Memory *memory;
    int64_t outside_hours;
    Instant outside_at;
} Calendar;

/* How many numbers of a sorted array are smaller than one, or at most as large. */
static int64_t sim_number_below(const int64_t *sorted, int64_t number, int64_t value) {
    int64_t low = 0, high = number;
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (sorted[middle] < value) low = middle + 1;
        else high = middle;
    }
    return low;
}

static int64_t sim_number_up_to(const int64_t *sorted, int64_t number, int64_t value) {
    return value == INT64_MAX ? number : sim_number_below(sorted, number, value + 1);
}

static Instant sim_midnight(Instant at) {
    Instant rest = at % DAY;
    return at - (rest < 0 ? rest + DAY : rest);
}

/* Number of the first interval that closes after an instant. */
static inline int64_t sim_interval(Calendar *calendar, int64_t h, Instant at) {
    const Hours *hours = &calendar->capacity->hours[h];
    if (at < hours->start || at > hours->end) {
        calendar->outside_hours = h;
        calendar->outside_at = at;
        longjmp(calendar->memory->jump, FAILED_SPAN);
    }
    int64_t i = hours->first_of_day[(uint64_t)(at - hours->start) / (uint64_t)DAY];
    while (at >= hours->closes[i]) i++;
    return i;
}

static Seconds sim_hours_worked(Calendar *calendar, int64_t h, Instant at) {
    const Hours *hours = &calendar->capacity->hours[h];
    int64_t i = sim_interval(calendar, h, at);
    return at > hours->opens[i] ? hours->before[i] + at - hours->opens[i] : hours->before[i];
}

static inline Instant sim_hours_add(Calendar *calendar, int64_t h, Instant at, Seconds duration) {
    const Hours *hours = &calendar->capacity->hours[h];
    int64_t i = sim_interval(calendar, h, at);
    if (duration <= 0) return at;
    Seconds target = hours->before[i] + duration;
    if (at > hours->opens[i]) {
        if (at + duration <= hours->closes[i]) return at + duration;
        target += at - hours->opens[i];
    }
    int64_t low = i, step = 1, last = hours->number + 1;
    while (low + step <= last && hours->before[low + step] < target) {
        low += step;
        step *= 2;
    }
    int64_t high = low + step <= last ? low + step : last;
    while (high - low > 1) { /* before[low] < target <= before[high] */
        int64_t middle = (low + high) / 2;
        if (hours->before[middle] < target) low = middle;
        else high = middle;
    }
    return hours->opens[low] + target - hours->before[low];
}

static Instant sim_hours_next_open(Calendar *calendar, int64_t h, Instant at) {
    Instant opens = calendar->capacity->hours[h].opens[sim_interval(calendar, h, at)];
    return opens > at ? opens : at;
}

static bool sim_hours_open(Calendar *calendar, int64_t h, Instant at) {
    return at >= calendar->capacity->hours[h].opens[sim_interval(calendar, h, at)];
}

/* The latest instant from which so much open time passes until another one. */
static Instant sim_hours_back(Calendar *calendar, int64_t h, Instant at, Seconds duration) {
    const Hours *hours = &calendar->capacity->hours[h];
    if (!duration || !hours->number) return at;
    Seconds target = sim_hours_worked(calendar, h, at) - duration;
    if (target < 0) target = 0;
    int64_t i = sim_number_up_to(hours->before, hours->number + 1, target) - 1;
    if (i > hours->number - 1) i = hours->number - 1;
    return hours->opens[i] + target - hours->before[i];
}

/* The civil day to which the second before an instant belongs, in hours over midnight that of their beginning. */
static int64_t sim_day_of(const Hours *hours, Instant at) {
    Instant midnight = sim_midnight(at - 1);
    int64_t k = sim_number_below(hours->night_midnight, hours->nights_number, midnight);
    bool night = k < hours->nights_number && hours->night_midnight[k] == midnight && at <= hours->night_until[k];
    return midnight / DAY - (night ? 1 : 0);
}

/* Of a duty: how many gaps have begun at an instant. */
static inline int64_t sim_gaps_begun(Calendar *calendar, const Duty *duty, Instant at) {
    return sim_number_up_to(calendar->capacity->gap_begin + duty->gaps_first, duty->gaps_number, at);
}

static Seconds sim_worked(Calendar *calendar, int64_t d, Instant at) {
    const CapacityInput *capacity = calendar->capacity;
    const Duty *duty = &capacity->duties[d];
    Seconds worked = sim_hours_worked(calendar, duty->hours, at);
    if (!duty->gaps_number) return worked;
    int64_t k = sim_gaps_begun(calendar, duty, at);
    worked -= capacity->gap_missed[duty->gaps_first + k];
    if (k && at < capacity->gap_end[duty->gaps_first + k - 1]) {
        Instant end = capacity->gap_end[duty->gaps_first + k - 1];
        worked += sim_hours_worked(calendar, duty->hours, end) - sim_hours_worked(calendar, duty->hours, at);
    }
    return worked;
}

static Seconds sim_elapsed(Calendar *calendar, int64_t d, Instant a, Instant b) {
    return sim_worked(calendar, d, b) - sim_worked(calendar, d, a);
}

static inline Instant sim_add(Calendar *calendar, int64_t d, Instant at, Seconds duration) {
    const CapacityInput *capacity = calendar->capacity;
    const Duty *duty = &capacity->duties[d];
    if (!duty->gaps_number || duration <= 0) return sim_hours_add(calendar, duty->hours, at, duration);
    const Instant *begin = capacity->gap_begin + duty->gaps_first, *end = capacity->gap_end + duty->gaps_first;
    int64_t k = sim_gaps_begun(calendar, duty, at);
    if (k && at < end[k - 1]) at = end[k - 1];
    for (;;) {
        Instant done = sim_hours_add(calendar, duty->hours, at, duration);
        if (k == duty->gaps_number || done <= begin[k]) return done;
        duration -= sim_hours_worked(calendar, duty->hours, begin[k]) - sim_hours_worked(calendar, duty->hours, at);
        at = end[k];
        k++;
    }
}

/* The open interval that holds an instant, or else the next one. */
static inline void sim_interval_at(Calendar *calendar, int64_t d, Instant at, Instant *opens, Instant *closes) {
    const CapacityInput *capacity = calendar->capacity;
    const Duty *duty = &capacity->duties[d];
    const Hours *hours = &capacity->hours[duty->hours];
    if (!duty->gaps_number) {
        int64_t i = sim_interval(calendar, duty->hours, at);
        *opens = hours->opens[i];
        *closes = hours->closes[i];
        return;
    }
    const Instant *begin = capacity->gap_begin + duty->gaps_first, *end = capacity->gap_end + duty->gaps_first;
    int64_t k = sim_gaps_begun(calendar, duty, at);
    Instant since = k ? end[k - 1] : hours->start;
    if (at < since) at = since;
    for (;;) {
        int64_t i = sim_interval(calendar, duty->hours, at);
        Instant from = hours->opens[i] > since ? hours->opens[i] : since, to = hours->closes[i];
        bool before_gap = k < duty->gaps_number && from < begin[k];
        if (k == duty->gaps_number || to <= begin[k] || before_gap) {
            *opens = from;
            *closes = before_gap && to > begin[k] ? begin[k] : to;
            return;
        }
        since = at = end[k];
        k++;
    }
}

static Instant sim_next_open(Calendar *calendar, int64_t d, Instant at) {
    Instant opens, closes;
    sim_interval_at(calendar, d, at, &opens, &closes);
    return opens > at ? opens : at;
}

static bool sim_is_open(Calendar *calendar, int64_t d, Instant at) {
    const CapacityInput *capacity = calendar->capacity;
    const Duty *duty = &capacity->duties[d];
    if (!sim_hours_open(calendar, duty->hours, at)) return false;
    int64_t k = sim_gaps_begun(calendar, duty, at);
    return !(k && at < capacity->gap_end[duty->gaps_first + k - 1]);
}

/* The earliest instant after another one that is the last closing of a day; NEVER where none comes. */
static Instant sim_next_day_close(Calendar *calendar, int64_t d, Instant at) {
    const Duty *duty = &calendar->capacity->duties[d];
    const Hours *hours = &calendar->capacity->hours[duty->hours];
    if (!duty->gaps_number) {
        int64_t i = sim_number_up_to(hours->day_closes, hours->day_closes_number, at);
        return i < hours->day_closes_number ? hours->day_closes[i] : NEVER;
    }
    Instant opens, closes, following;
    sim_interval_at(calendar, d, at, &opens, &closes);
    while (opens < hours->end) {
        sim_interval_at(calendar, d, closes, &opens, &following);
        if (sim_day_of(hours, following) != sim_day_of(hours, closes) || opens >= hours->end)
            return closes <= hours->end ? closes : NEVER;
        closes = following;
    }
    return NEVER;
}

/* The last closing of a duty before a midnight, from an instant on at which it is open or opens before that midnight. */
static Instant sim_last_close(Calendar *calendar, int64_t d, Instant at, Instant midnight) {
    Instant close = at;
    while (at < midnight) {
        Instant opens, closes;
        sim_interval_at(calendar, d, at, &opens, &closes);
        if (opens >= midnight) break;
        close = closes < midnight ? closes : midnight;
        at = closes;
    }
    return close;
}

/* When an applicant who comes at an instant queues: at once if somebody is going to be there on that day. */
static Instant sim_joins_the_hall(Calendar *calendar, int64_t attended, Instant at) {
    Instant opening = sim_next_open(calendar, attended, at);
    return opening < sim_midnight(at) + DAY ? at : opening;
}

#endif
