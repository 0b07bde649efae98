/* How long colleagues of an officer had nothing to do: one pass over all changes in a pool, in order of time.
   The same as `_Idle` of `officer_waits.py`. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "native.h"

enum { THERE = 0, BUSY = 1, IN_HAND = 2, KINDS = 3 };
enum { BITS = 11, DIGITS = 1 << BITS };

SIM_EXPORT int64_t sim_idle_colleagues(int64_t stretches, const int64_t *who, const int64_t *begin, const int64_t *end,
                                       const int8_t *kind, int64_t members, int64_t there, int64_t caseload,
                                       int64_t waits, const int64_t *officer, const int64_t *from, const int64_t *to,
                                       int64_t *seconds);

/* Something that happens: a stretch begins or ends, or, after all of these, a wait does. */
typedef struct {
    uint32_t at; /* seconds since the first of all */
    uint32_t what;
} Change;

/* Order by time, digit by digit; gives the one of both arrays in which the result is. */
static Change *in_order(Change *changes, Change *space, int64_t number, uint32_t latest) {
    for (int shift = 0; shift < 32 && latest >> shift; shift += BITS) {
        int64_t place[DIGITS + 1] = {0};
        for (int64_t k = 0; k < number; k++) place[(changes[k].at >> shift & (DIGITS - 1)) + 1]++;
        for (int d = 0; d < DIGITS; d++) place[d + 1] += place[d];
        for (int64_t k = 0; k < number; k++) space[place[changes[k].at >> shift & (DIGITS - 1)]++] = changes[k];
        Change *swapped = changes;
        changes = space;
        space = swapped;
    }
    return changes;
}

static int64_t changes_of(Change *changes, int64_t number, const int64_t *begin, const int64_t *end, int64_t earliest, int64_t base) {
    int64_t latest = 0;
    for (int64_t k = 0; k < number; k++) {
        int64_t first = begin[k] - earliest, last = end[k] - earliest;
        changes[2 * k] = (Change){(uint32_t)first, (uint32_t)(base + 2 * k)};
        changes[2 * k + 1] = (Change){(uint32_t)last, (uint32_t)(base + 2 * k + 1)};
        if (first > latest) latest = first;
        if (last > latest) latest = last;
    }
    return latest;
}

/* By wait: seconds from one instant to another in which anybody but its officer was idle: all of `there` stretches at a time say that
   he is there, none that he is busy, and fewer than `caseload` files are in his hand, where that is not 0.

   Gives 1 where memory ran out or there is too much or too long for it, else 0. */
int64_t sim_idle_colleagues(int64_t stretches, const int64_t *who, const int64_t *begin, const int64_t *end,
                            const int8_t *kind, int64_t members, int64_t there, int64_t caseload,
                            int64_t waits, const int64_t *officer, const int64_t *from, const int64_t *to,
                            int64_t *seconds) {
    int64_t number = 2 * (stretches + waits), earliest = INT64_MAX, latest = INT64_MIN;
    for (int64_t k = 0; k < stretches; k++) {
        if (who[k] < 0 || who[k] >= members) return 1;
        if (begin[k] < earliest) earliest = begin[k];
        if (end[k] < earliest) earliest = end[k];
        if (begin[k] > latest) latest = begin[k];
        if (end[k] > latest) latest = end[k];
    }
    for (int64_t k = 0; k < waits; k++) {
        if (officer[k] < 0 || officer[k] >= members) return 1;
        if (from[k] < earliest) earliest = from[k];
        if (to[k] < earliest) earliest = to[k];
        if (from[k] > latest) latest = from[k];
        if (to[k] > latest) latest = to[k];
    }
    if (number == 0) return 0;
    if (number > UINT32_MAX || latest - earliest > UINT32_MAX) return 1;
    Change *changes = malloc((size_t)number * 2 * sizeof *changes);
    int64_t *of_member = calloc((size_t)members, (KINDS + 1) * sizeof *of_member);
    if (!changes || !of_member) {
        free(changes);
        free(of_member);
        return 1;
    }
    changes_of(changes, stretches, begin, end, earliest, 0);
    changes_of(changes + 2 * stretches, waits, from, to, earliest, 2 * stretches);
    Change *ordered = in_order(changes, changes + number, number, (uint32_t)(latest - earliest));
    int64_t *alone = of_member + KINDS * members; /* by member: seconds in which he was idle and nobody else */
    int64_t anybody = 0, idle = 0, numbers_of_idle = 0, before = 0;
    for (int64_t k = 0; k < number; k++) {
        int64_t at = ordered[k].at, what = ordered[k].what / 2, ends = ordered[k].what % 2;
        if (idle > 0) anybody += at - before;
        if (idle == 1) alone[numbers_of_idle] += at - before;
        before = at;
        if (what >= stretches) {
            int64_t wait = what - stretches, passed = anybody - alone[officer[wait]];
            seconds[wait] = ends ? seconds[wait] + passed : seconds[wait] - passed;
            continue;
        }
        int64_t *his = of_member + KINDS * who[what];
        int was_idle = his[THERE] >= there && his[BUSY] == 0 && (caseload == 0 || his[IN_HAND] < caseload);
        his[kind[what]] += ends ? -1 : 1;
        int is_idle = his[THERE] >= there && his[BUSY] == 0 && (caseload == 0 || his[IN_HAND] < caseload);
        idle += is_idle - was_idle;
        numbers_of_idle += (is_idle - was_idle) * who[what];
    }
    free(changes);
    free(of_member);
    return 0;
}
