/* Whether a log can break a law of conservation at all: one look at every visit.

   What this finds is a suspicion, which `conservation.py` judges by the laws themselves; a log without any suspicion keeps
   all of them, those of officers and of patience apart, which are not looked at here. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "native.h"

enum { UNSET = -1 };
enum { DONE = 0, TURNED_AWAY = 1, OPEN = 2, HANDED_OVER = 3, GAVE_UP = 5 }; /* StepOutcome */
enum { COUNTER = 0, APPLICANT = 4 };                                        /* Kind */
enum { DELIVERED_AT_ONCE = -2 };                                            /* in the place of a transfer */
enum { BREAKS_A_LAW = 1, LATE_AT_A_COUNTER = 2, AT_A_PACE = 4, NOWHERE = 8 };

/* Eight bytes a field, in the order of `suspicions.py`. By visit, by row of the workload, and by application. */
typedef struct {
    int64_t visits, rows, applications, observed_until, widest;
    const int32_t *application, *row;
    const int64_t *queued, *started, *work_ended, *finished;
    const int32_t *number, *served_by, *member;
    const int16_t *position;
    const int8_t *outcome;
    const int64_t *work, *stated_work;
    const int16_t *row_position;
    const int8_t *row_kind;
    const int64_t *row_work;
    const uint8_t *row_continues_stay; /* NULL: none does */
    const int64_t *row_transfer;       /* NULL: there are none */
    const int64_t *first, *door, *submitted;
    const int64_t *parent; /* NULL: nobody objects */
} Log;

SIM_EXPORT int64_t sim_suspicions(const Log *log);
SIM_EXPORT int64_t sim_works_twice(int64_t visits, const int32_t *pool, const int32_t *member, const int64_t *begin,
                                   const int64_t *end, int64_t until, int64_t pools, const int64_t *first_member);

static int in_order(const Log *log, int64_t v) {
    int64_t latest = log->queued[v];
    const int64_t instants[3] = {log->started[v], log->work_ended[v], log->finished[v]};
    for (int k = 0; k < 3; k++) {
        if (instants[k] == UNSET) continue;
        if (instants[k] < latest || instants[k] > log->observed_until) return 0;
        latest = instants[k];
    }
    int served = log->outcome[v] == DONE || log->outcome[v] == HANDED_OVER;
    return !(served && log->started[v] == UNSET);
}

/* Whether a row is the next after another one that is passed. */
static int is_next_row(const Log *log, int64_t row, int64_t before) {
    if (!log->row_transfer) return row == before + 1;
    int64_t passed = 0;
    for (int64_t r = before + 1; r <= row && passed < 2; r++) passed += log->row_transfer[r] != DELIVERED_AT_ONCE;
    return passed == 1;
}

/* What is wrong with a visit after the one before it, of the same application. */
static int64_t succession(const Log *log, int64_t v) {
    int64_t row = log->row[v], before = log->row[v - 1];
    int8_t outcome = log->outcome[v - 1];
    int next_step = outcome == DONE && is_next_row(log, row, before);
    int next_visit = row == before && outcome != DONE && outcome != OPEN;
    if (!next_step && !next_visit) return BREAKS_A_LAW;
    int64_t gap = log->queued[v] - log->finished[v - 1];
    if (gap < 0 || log->finished[v - 1] == UNSET) return BREAKS_A_LAW;
    int comes_back = outcome == TURNED_AWAY || outcome == GAVE_UP;
    if (gap > 0 && !comes_back && row != log->door[log->application[v]])
        return log->row_kind[row] == COUNTER ? LATE_AT_A_COUNTER : BREAKS_A_LAW;
    return 0;
}

static int64_t stay(const Log *log, int64_t v) {
    if (!log->row_continues_stay || !log->row_continues_stay[log->row[v]]) return 0;
    int waited = log->started[v] != log->queued[v];
    int other = v == 0 || log->member[v] != log->member[v - 1] || log->served_by[v] != log->served_by[v - 1];
    return waited || other ? BREAKS_A_LAW : 0;
}

static int64_t objection(const Log *log, int64_t v) {
    int64_t application = log->application[v];
    if (!log->parent || log->parent[application] == UNSET) return 0;
    int64_t submitted = log->submitted[application];
    return submitted == UNSET || log->queued[v] < submitted ? BREAKS_A_LAW : 0;
}

/* Whether applications that came are somewhere: those from one on without any visit, to before another. */
static int64_t without_visits(const Log *log, int64_t application, int64_t end) {
    for (; application < end; application++) {
        int64_t first = log->first[application], submitted = log->submitted[application];
        int came = submitted != UNSET && submitted <= log->observed_until;
        int somewhere = first == log->first[application + 1] || first == log->door[application];
        if (came && !somewhere) return NOWHERE;
    }
    return 0;
}

/* Whether an application is somewhere, by its last visit. */
static int64_t after_last_visit(const Log *log, int64_t v) {
    int64_t application = log->application[v], row = log->row[v], submitted = log->submitted[application];
    int came = submitted != UNSET && submitted <= log->observed_until;
    int somewhere = log->outcome[v] != DONE || row == log->first[application + 1] - 1 || row + 1 == log->door[application];
    return came && !somewhere ? NOWHERE : 0;
}

/* Gives the suspicions as a sum of BREAKS_A_LAW and so on; UNSET where memory ran out. */
int64_t sim_suspicions(const Log *log) {
    int64_t found = 0, before = -1, done_work = 0;
    /* By position: how many visits to it the application at hand has made, and which application that was. */
    int32_t *made = malloc((size_t)log->widest * sizeof *made), *of = malloc((size_t)log->widest * sizeof *of);
    if (!made || !of) found = UNSET;
    for (int64_t k = 0; found == 0 && k < log->widest; k++) of[k] = UNSET;
    for (int64_t v = 0; v < log->visits && !(found & BREAKS_A_LAW); v++) {
        int64_t application = log->application[v], row = log->row[v], position = log->position[v];
        /* An application that comes again later, or a row of another one, is looked at by the laws. */
        if (application < 0 || application < before || application >= log->applications || row < log->first[application] ||
            row >= log->first[application + 1] || position != log->row_position[row] || position < 0) {
            found |= BREAKS_A_LAW;
            break;
        }
        int is_new = application != before;
        if (is_new) {
            if (row != log->first[application]) found |= BREAKS_A_LAW;
            found |= without_visits(log, before + 1, application);
            before = application;
        } else {
            found |= succession(log, v);
        }
        made[position] = of[position] == application ? made[position] + 1 : 1;
        of[position] = (int32_t)application;
        done_work = (!is_new && row == log->row[v - 1] ? done_work : 0) + log->stated_work[v];
        int whole = log->outcome[v] != DONE || log->row_kind[row] == APPLICANT || done_work == log->row_work[row];
        if (!in_order(log, v) || (!is_new && log->number[v] != made[position]) || !whole) found |= BREAKS_A_LAW;
        int so_far = log->outcome[v] == OPEN && log->work[v] < log->stated_work[v];
        if (log->work[v] != log->stated_work[v] && !so_far) found |= AT_A_PACE;
        found |= stay(log, v) | objection(log, v);
        if (v + 1 == log->visits || log->application[v + 1] != application) found |= after_last_visit(log, v);
    }
    if (found >= 0 && !(found & BREAKS_A_LAW)) found |= without_visits(log, before + 1, log->applications);
    free(made);
    free(of);
    return found;
}

enum { SHORT_RUN = 8, MOVES = 4 };

/* Bring numbers into order by moving each to its place; 0 where so many moves are needed that merging is better. */
static int moved_into_order(uint64_t *numbers, int64_t number, int64_t most) {
    for (int64_t i = 1; i < number; i++) {
        uint64_t moved = numbers[i];
        int64_t k = i;
        for (; k > 0 && moved < numbers[k - 1]; k--) numbers[k] = numbers[k - 1];
        numbers[k] = moved;
        most -= i - k;
        if (most < 0) return 0;
    }
    return 1;
}

/* Bring numbers into order; those of one member often are nearly, as he takes files one after the other. */
static void sort(uint64_t *numbers, uint64_t *space, int64_t number) {
    if (moved_into_order(numbers, number, MOVES * number)) return;
    for (int64_t i = 0; i < number; i += SHORT_RUN)
        moved_into_order(numbers + i, number - i < SHORT_RUN ? number - i : SHORT_RUN, INT64_MAX);
    uint64_t *from = numbers, *to = space;
    for (int64_t run = SHORT_RUN; run < number; run *= 2) {
        for (int64_t begin = 0; begin < number; begin += 2 * run) {
            int64_t middle = begin + run < number ? begin + run : number;
            int64_t end = middle + run < number ? middle + run : number;
            int64_t i = begin, j = middle;
            for (int64_t k = begin; k < end; k++) to[k] = j == end || (i < middle && from[i] <= from[j]) ? from[i++] : from[j++];
        }
        uint64_t *swapped = from;
        from = to;
        to = swapped;
    }
    if (from != numbers) memcpy(numbers, from, (size_t)number * sizeof *numbers);
}

/* Whether there is an interval: it has a pool and a beginning. */
static int is_interval(int32_t pool, int64_t begin) {
    return pool != UNSET && begin != UNSET;
}

/* Whether a member may have worked in two intervals at once: 1 or 0, or UNSET where memory ran out.

   By interval its pool, its member, its beginning and its end, which is `until` where it is UNSET. The members of pool p are
   numbered from `first_member[p]` to `first_member[p + 1]`. */
int64_t sim_works_twice(int64_t visits, const int32_t *pool, const int32_t *member, const int64_t *begin,
                        const int64_t *end, int64_t until, int64_t pools, const int64_t *first_member) {
    int64_t members = first_member[pools], twice = 0, earliest = INT64_MAX;
    int64_t *last = calloc((size_t)members + 1, sizeof *last);
    /* An interval is one number: its beginning, then its end, both as seconds since the earliest beginning. */
    uint64_t *intervals = malloc((size_t)visits * sizeof *intervals + 1), *space = NULL;
    if (!last || !intervals) twice = UNSET;
    for (int64_t v = 0; v < visits && twice == 0; v++) {
        if (!is_interval(pool[v], begin[v])) continue;
        if (begin[v] < earliest) earliest = begin[v];
        if (pool[v] < 0 || pool[v] >= pools || member[v] < 0) twice = 1;
        else if (first_member[pool[v]] + member[v] >= first_member[pool[v] + 1]) twice = 1;
        else last[first_member[pool[v]] + member[v] + 1]++;
    }
    if (twice == 0) {
        int64_t most = 0;
        for (int64_t m = 0; m < members; m++) {
            if (last[m + 1] > most) most = last[m + 1];
            last[m + 1] += last[m]; /* the first place of each member's intervals, now that all before him are known */
        }
        space = malloc((size_t)most * sizeof *space + 1);
        if (!space) twice = UNSET;
        for (int64_t v = 0; v < visits && twice == 0; v++) {
            if (!is_interval(pool[v], begin[v])) continue;
            int64_t ends = end[v] == UNSET ? until : end[v];
            if (ends < begin[v] || ends - earliest > UINT32_MAX) twice = 1;
            else intervals[last[first_member[pool[v]] + member[v]]++] = (uint64_t)(begin[v] - earliest) << 32 | (uint64_t)(ends - earliest);
        }
        int64_t first = 0;
        for (int64_t m = 0; m < members && twice == 0; m++) { /* now the end of each member's intervals */
            sort(intervals + first, space, last[m] - first);
            for (int64_t k = first + 1; k < last[m]; k++) twice |= intervals[k] >> 32 < (intervals[k - 1] & UINT32_MAX);
            first = last[m];
        }
    }
    free(last);
    free(intervals);
    free(space);
    return twice;
}
