/* What visits waited for at desks and counters: people while somebody of the pool was on duty, or its opening.
   The same as `_fill_staffed` of `waits.py` for pools without sittings. */
#include "../calendar/open_time.h"
#include "native.h"

enum { UNSET = -1 };

SIM_EXPORT int64_t sim_staffed_waits(int64_t visits, const int64_t *queued, const int64_t *until, const int32_t *duty_of_visit,
                                     const SimOpenTime *const *duties, int32_t *people, int32_t *closed);

/* `duty_of_visit` is a place in `duties`, or UNSET. Gives 1 where an instant lies outside the calendar, else 0. */
int64_t sim_staffed_waits(int64_t visits, const int64_t *queued, const int64_t *until, const int32_t *duty_of_visit,
                          const SimOpenTime *const *duties, int32_t *people, int32_t *closed) {
    for (int64_t v = 0; v < visits; v++) {
        people[v] = closed[v] = 0;
        if (duty_of_visit[v] == UNSET) continue;
        const SimOpenTime *duty = duties[duty_of_visit[v]];
        if (!sim_in_span(duty, queued[v]) || !sim_in_span(duty, until[v])) return 1;
        if (until[v] == queued[v]) continue;
        int64_t open = sim_open_before(duty, until[v]) - sim_open_before(duty, queued[v]);
        people[v] = (int32_t)open;
        closed[v] = (int32_t)(until[v] - queued[v] - open);
    }
    return 0;
}
