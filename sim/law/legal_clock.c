/* Deadlines in bulk: the same as `OfficeClock.deadlines` of `legal_clock.py`, for rows under many rules at once. */
#include "../calendar/open_time.h"
#include "native.h"

enum { DAY = 86400, UNSET = -1 };
enum { OPEN_SECONDS = 0, WORKING_DAYS = 1, CALENDAR_DAYS = 2 };

/* Eight bytes a field, as `legal_clock.py` lays them out. */
typedef struct {
    const SimOpenTime *hours;
    int64_t days, table;                /* how many */
    const int64_t *day, *close;         /* by official working day: its civil day, its close of business */
    const int64_t *last_working_day;    /* by civil day, from the one before the first working day on */
} Clock;

typedef struct {
    const Clock *clock;
    int64_t counts, amount; /* what it counts, and how many */
    int64_t day_of_receipt_included;
} Rule;

SIM_EXPORT int64_t sim_deadlines(int64_t rows, const int64_t *received, const int32_t *rule_of_row, const Rule *rules,
                                 const int64_t *not_counted, int64_t *deadline);

static int64_t civil_day(int64_t at) {
    return at / DAY - (at % DAY < 0);
}

/* Position of the last working day at or before a civil day; -1 before the first one. */
static int64_t last_working_day(const Clock *clock, int64_t day) {
    if (clock->days == 0) return -1;
    int64_t place = day - clock->day[0] + 1;
    return clock->last_working_day[place < 0 ? 0 : place >= clock->table ? clock->table - 1 : place];
}

/* Whether what passes at a midnight belongs to the day that ends there: business closes then, and the office is shut. */
static int ends_the_day(const Clock *clock, int64_t at) {
    int64_t low = 0, high = clock->days;
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (clock->close[middle] < at) low = middle + 1;
        else high = middle;
    }
    if (low == clock->days || clock->close[low] != at) return 0;
    int64_t i = sim_interval_at(clock->hours, at);
    return i == clock->hours->intervals || at < clock->hours->opens[i];
}

/* Fill in one deadline; 1 where Python has to say what is wrong. */
static int one_deadline(const Rule *rule, int64_t received, int64_t not_counted, int64_t *deadline) {
    const Clock *clock = rule->clock;
    int64_t amount = rule->amount + not_counted, day = civil_day(received), index;
    if (rule->counts == OPEN_SECONDS) {
        if (!sim_in_span(clock->hours, received) || amount < 0) return 1;
        *deadline = sim_add_open(clock->hours, received, amount);
        if (*deadline == SIM_NEVER) *deadline = clock->hours->end + 1;
        return 0;
    }
    if (clock->days == 0) return 1;
    if (rule->counts == WORKING_DAYS) {
        if (received == day * DAY) {
            if (!sim_in_span(clock->hours, received)) return 1;
            day -= ends_the_day(clock, received);
        }
        int64_t last = last_working_day(clock, day);
        index = last + amount;
        if (rule->day_of_receipt_included) index -= clock->day[last < 0 ? 0 : last] == day;
    } else {
        index = last_working_day(clock, day + amount - 1) + 1;
    }
    if (index < 0) return 1;
    *deadline = index >= clock->days ? clock->hours->end + 1 : clock->close[index];
    return 0;
}

/* The last lawful instant of each row that has a rule; a row without one keeps what it has.

   `not_counted` is what a stopped clock leaves out by row, or NULL. Gives 1 where Python has to say what is wrong, else 0. */
int64_t sim_deadlines(int64_t rows, const int64_t *received, const int32_t *rule_of_row, const Rule *rules,
                      const int64_t *not_counted, int64_t *deadline) {
    for (int64_t k = 0; k < rows; k++) {
        if (rule_of_row[k] == UNSET) continue;
        if (one_deadline(&rules[rule_of_row[k]], received[k], not_counted ? not_counted[k] : 0, &deadline[k])) return 1;
    }
    return 0;
}
