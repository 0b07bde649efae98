/* The legal clock: docs/model.md, sections 1.6 to 1.8, 2.5 and 2.6. */
#ifndef SIM_CLOCK_H
#define SIM_CLOCK_H

#include "hours.h"

/* Civil day of an instant; what passes at a close at midnight belongs to the day that ends. */
static int64_t sim_civil_day(Calendar *calendar, const Clock *clock, Instant at) {
    int64_t day = sim_midnight(at) / DAY;
    if (at == day * DAY && clock->days_number) {
        int64_t i = sim_number_below(clock->closes, clock->days_number, at);
        if (i == clock->days_number) i--;
        if (clock->closes[i] == at && !sim_hours_open(calendar, clock->hours, at)) day--;
    }
    return day;
}

/* Position of the last official working day at or before the day of an instant. */
static int64_t sim_working_day_of(Calendar *calendar, const Clock *clock, Instant at) {
    return sim_number_up_to(clock->days, clock->days_number, sim_civil_day(calendar, clock, at)) - 1;
}

static bool sim_on_working_day(Calendar *calendar, const Clock *clock, Instant at) {
    int64_t i = sim_working_day_of(calendar, clock, at);
    return clock->days_number && clock->days[i < 0 ? 0 : i] == sim_civil_day(calendar, clock, at);
}

/* From when a term in days counts: from the receipt, or within the next official working day where that is later on its day
   than `until`; UNSET: every receipt counts on its day. */
static Instant sim_counted_receipt(Calendar *calendar, const Clock *clock, Instant received, int64_t until) {
    if (until == UNSET || !clock->days_number) return received;
    int64_t day = sim_civil_day(calendar, clock, received);
    if (received - day * DAY <= until) return received;
    int64_t i = sim_number_up_to(clock->days, clock->days_number, day);
    int64_t next = i < clock->days_number ? clock->days[i] : calendar->capacity->hours[clock->hours].end / DAY;
    return next * DAY + 1;
}

/* The last lawful instant; one second after the calendar's end where it lies behind it. */
static Instant sim_deadline(
    Calendar *calendar, const Clock *clock, Instant since, const Limit *limit, bool included, int64_t not_counted) {
    const Hours *hours = &calendar->capacity->hours[clock->hours];
    if (limit->unit == LIMIT_SECONDS) {
        Seconds seconds = limit->value + not_counted;
        Seconds total = hours->before[hours->number];
        if (sim_hours_worked(calendar, clock->hours, since) + seconds > total) return hours->end + 1;
        return sim_hours_add(calendar, clock->hours, since, seconds);
    }
    int64_t i;
    if (limit->unit == LIMIT_WORKING_DAYS) {
        i = sim_working_day_of(calendar, clock, since) + limit->value + not_counted;
        if (included && sim_on_working_day(calendar, clock, since)) i--;
    } else {
        int64_t day = sim_midnight(since) / DAY + limit->value + not_counted;
        i = sim_number_below(clock->days, clock->days_number, day);
    }
    if (i >= clock->days_number || !clock->days_number) return hours->end + 1;
    return clock->closes[i < 0 ? i + clock->days_number : i];
}

/* What a stopped clock leaves out, as the limit counts. */
static int64_t sim_not_counted(Calendar *calendar, const Clock *clock, const Limit *limit, Instant asked, Instant back) {
    if (limit->unit == LIMIT_WORKING_DAYS) {
        int64_t passed = sim_number_below(clock->closes, clock->days_number, back);
        passed -= sim_working_day_of(calendar, clock, asked);
        return passed > 0 ? passed : 0;
    }
    if (limit->unit == LIMIT_CALENDAR_DAYS)
        return sim_civil_day(calendar, clock, back) - sim_civil_day(calendar, clock, asked);
    return sim_hours_worked(calendar, clock->hours, back) - sim_hours_worked(calendar, clock->hours, asked);
}

/* The instant so long before a deadline; NEVER for a deadline behind the calendar. */
static Instant sim_before(Calendar *calendar, const Clock *clock, Instant deadline, const Limit *limit) {
    const Hours *hours = &calendar->capacity->hours[clock->hours];
    if (deadline > hours->end) return NEVER;
    if (limit->unit == LIMIT_WORKING_DAYS) {
        int64_t i = sim_number_below(clock->closes, clock->days_number, deadline) - limit->value;
        if (i >= clock->days_number) i = clock->days_number - 1;
        return i >= 0 ? clock->closes[i] : hours->start;
    }
    if (sim_hours_worked(calendar, clock->hours, deadline) < limit->value) return hours->start;
    return sim_hours_back(calendar, clock->hours, deadline, limit->value);
}

#endif
