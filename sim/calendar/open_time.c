/* Bulk arithmetic of open time: the same as `worked_many` and its like, which stand in `working_time.py` and `duty.py`.

   Each function gives 0, or 1 where an instant or a result lies outside the calendar: then Python finds which, and says so. */
#include "native.h"
#include "open_time.h"

SIM_EXPORT int64_t sim_worked_many(const SimOpenTime *time, int64_t number, const int64_t *at, int64_t *worked);
SIM_EXPORT int64_t sim_elapsed_many(const SimOpenTime *time, int64_t number, const int64_t *from, const int64_t *to, int64_t *elapsed);
SIM_EXPORT int64_t sim_add_many(const SimOpenTime *time, int64_t number, const int64_t *at, const int64_t *duration, int64_t *result);
SIM_EXPORT int64_t sim_next_open_many(const SimOpenTime *time, int64_t number, const int64_t *at, int64_t *result);

int64_t sim_worked_many(const SimOpenTime *time, int64_t number, const int64_t *at, int64_t *worked) {
    for (int64_t k = 0; k < number; k++) {
        if (!sim_in_span(time, at[k])) return 1;
        worked[k] = sim_open_before(time, at[k]);
    }
    return 0;
}

int64_t sim_elapsed_many(const SimOpenTime *time, int64_t number, const int64_t *from, const int64_t *to, int64_t *elapsed) {
    for (int64_t k = 0; k < number; k++) {
        if (!sim_in_span(time, from[k]) || !sim_in_span(time, to[k])) return 1;
        elapsed[k] = from[k] == to[k] ? 0 : sim_open_before(time, to[k]) - sim_open_before(time, from[k]);
    }
    return 0;
}

int64_t sim_add_many(const SimOpenTime *time, int64_t number, const int64_t *at, const int64_t *duration, int64_t *result) {
    for (int64_t k = 0; k < number; k++) {
        if (!sim_in_span(time, at[k]) || duration[k] < 0) return 1;
        result[k] = sim_add_open(time, at[k], duration[k]);
        if (result[k] == SIM_NEVER) return 1;
    }
    return 0;
}

int64_t sim_next_open_many(const SimOpenTime *time, int64_t number, const int64_t *at, int64_t *result) {
    for (int64_t k = 0; k < number; k++) {
        if (!sim_in_span(time, at[k])) return 1;
        int64_t i = sim_interval_at(time, at[k]);
        if (i == time->intervals) return 1;
        result[k] = at[k] > time->opens[i] ? at[k] : time->opens[i];
    }
    return 0;
}
