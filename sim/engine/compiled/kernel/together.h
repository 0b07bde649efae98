/* Pools whose files wait for an appointed instant and are taken together then: sittings, and days of household visits. */
#ifndef SIM_TOGETHER_H
#define SIM_TOGETHER_H

#include "attendance.h"

/* Put a file into the queue of a commission or of teams. */
static void sim_queue_together(Engine *engine, PoolIndex index, Application application, Row row) {
    Pool *pool = &engine->pools[index];
    engine->out->queued[row] = engine->now;
    int64_t class = sim_class(engine, pool, application, row);
    Slot slot = sim_new_visit(engine, application, row, index);
    engine->visits[slot].rises = sim_rises(engine, pool, application, row);
    sim_heap_push(&engine->memory, &pool->together, sim_key(ORDINARY, class, engine->now, application, slot));
}

/* Take the file of an entry together with others, from now to an end, and with its hold to another. */
static void sim_take_file(Engine *engine, Slot slot, Instant end, Instant finished) {
    Visit *visit = &engine->visits[slot];
    Output *out = engine->out;
    out->started[visit->row] = engine->now;
    out->work_ended[visit->row] = end;
    out->finished[visit->row] = finished;
    sim_happen(engine, finished, TAKEN_TOGETHER_OVER, visit->application, 0);
    sim_free_visit(engine, slot);
}

/* ---- a commission that sits: docs/model.md, section 3.13 ---- */

static void sim_await_sitting(Engine *engine, PoolIndex index) {
    Pool *pool = &engine->pools[index];
    while (pool->next_sitting < pool->plan->sittings_number) {
        Instant begin = engine->capacity->sitting_begin[pool->plan->sittings_first + pool->next_sitting];
        if (begin >= engine->now) {
            sim_do_late(engine, begin, index, 0);
            return;
        }
        pool->next_sitting++;
    }
}

/* How many are present; those with seats, who may be called from their desks, go into `chosen`. */
static int64_t sim_present(Engine *engine, PoolIndex index, int32_t *called) {
    Pool *pool = &engine->pools[index];
    const PoolPlan *plan = pool->plan;
    int64_t present = 0;
    *called = 0;
    for (int64_t k = plan->seats_first; k < plan->seats_first + plan->seats_number; k++) {
        PoolIndex other = (PoolIndex)engine->capacity->seat_pool[k];
        MemberIndex member = engine->pools[other].members_first + (MemberIndex)engine->capacity->seat_number[k];
        if (!sim_is_present(engine, &engine->members[member])) continue;
        present++;
        if (other != index) engine->chosen[(*called)++] = member;
    }
    if (plan->seats_number) return present;
    if (!plan->persons_number) return sim_is_open(&engine->calendar, pool->duty, engine->now) ? plan->members : 0;
    for (int64_t k = plan->persons_first; k < plan->persons_first + plan->persons_number; k++)
        present += sim_is_open(&engine->calendar, engine->capacity->persons[k].presence, engine->now);
    return present;
}

/* Take the first files that queued by the cut-off into the front of the heap's array; the others keep their places. */
static int32_t sim_fill_the_agenda(Engine *engine, Pool *pool, Instant cut_off) {
    Heap *heap = &pool->together;
    if (!heap->number) return 0;
    if (pool->plan->escalate.unit != LIMIT_NONE) sim_raise(engine, heap);
    sim_heap_sort(heap);
    int64_t agenda = pool->plan->agenda == UNSET ? heap->number : pool->plan->agenda;
    int32_t taken = 0, stay = 0;
    Entry *later = sim_grown(&engine->memory, NULL, ((size_t)heap->number + 1) * sizeof(Entry));
    for (int32_t i = 0; i < heap->number; i++) {
        if (taken < agenda && heap->items[i].second <= cut_off) heap->items[taken++] = heap->items[i];
        else later[stay++] = heap->items[i];
    }
    memcpy(heap->items + taken, later, (size_t)stay * sizeof(Entry));
    sim_unlinked(&engine->memory, (Block *)later - 1);
    free((Block *)later - 1);
    return taken;
}

/* Drop the first entries of a heap's array, of which the others are in order. */
static void sim_drop_first(Heap *heap, int32_t taken) {
    if (!taken) return;
    memmove(heap->items, heap->items + taken, (size_t)(heap->number - taken) * sizeof(Entry));
    heap->number -= taken;
}

/* Take the first files of a pool until they are done together, and then held one by one. */
static void sim_take_files(Engine *engine, Pool *pool, int32_t taken, Instant end) {
    /* That may be after the calendar, where nothing is observed any more. */
    bool within = end <= engine->capacity->hours[pool->office_hours].end;
    for (int32_t i = 0; i < taken; i++) {
        Slot slot = pool->together.items[i].slot;
        Seconds hold = engine->workload->hold[engine->visits[slot].row];
        Instant over = hold && within ? sim_hours_add(&engine->calendar, pool->office_hours, end, hold) : end;
        sim_take_file(engine, slot, end, over);
    }
    sim_drop_first(&pool->together, taken);
}

static void sim_sit(Engine *engine, PoolIndex index) {
    Pool *pool = &engine->pools[index];
    const PoolPlan *plan = pool->plan;
    Instant now = engine->now, end = now;
    Instant cut_off = engine->capacity->sitting_cut_off[plan->sittings_first + pool->next_sitting++];
    int32_t called, taken = 0;
    int64_t present = sim_present(engine, index, &called), ready = 0;
    for (int32_t i = 0; i < pool->together.number; i++) ready += pool->together.items[i].second <= cut_off;
    bool held = present >= plan->quorum && ready >= plan->at_least;
    if (held) {
        taken = sim_fill_the_agenda(engine, pool, cut_off);
        end = now + (plan->length == UNSET ? plan->per_file * taken : plan->length);
        sim_take_files(engine, pool, taken, end);
        for (int32_t i = 0; end > now && i < called; i++) sim_call_away(engine, engine->chosen[i], end);
    }
    int64_t values[7] = {index, now, end, present, held, taken, ready - taken};
    memcpy(sim_new_row(&engine->memory, &engine->sittings, 7), values, sizeof values);
    sim_await_sitting(engine, index);
}

/* ---- teams that visit households: docs/model.md, section 3.14 ---- */

static int64_t sim_duty_of_team(const Engine *engine, const Pool *pool, int32_t team) {
    const PoolPlan *plan = pool->plan;
    return plan->persons_number ? engine->capacity->persons[plan->persons_first + team].duty : pool->duty;
}

static void sim_await_day(Engine *engine, PoolIndex index, int32_t team, Instant since) {
    Instant opens, closes;
    sim_interval_at(&engine->calendar, sim_duty_of_team(engine, &engine->pools[index], team), since, &opens, &closes);
    sim_do_late(engine, opens > since ? opens : since, index, team);
}

/* Let a team go out for the first time; a day that is under way was filled before the simulation began. */
static void sim_await_first_day(Engine *engine, PoolIndex index, int32_t team) {
    int64_t duty = sim_duty_of_team(engine, &engine->pools[index], team);
    Instant now = engine->now, midnight = sim_midnight(now), opens, closes;
    Instant start = engine->capacity->hours[engine->capacity->duties[duty].hours].start;
    Instant since = midnight > start ? midnight : start;
    sim_interval_at(&engine->calendar, duty, since, &opens, &closes);
    bool under_way = (opens > since ? opens : since) < now;
    sim_await_day(engine, index, team, under_way ? midnight + DAY : now);
}

/* Bring the files of a day to the front of the heap's array: the oldest, others of its settlement, the next oldest. */
static int32_t sim_fill_the_day(Engine *engine, Pool *pool) {
    Heap *heap = &pool->together;
    const int64_t *settlement = engine->workload->settlement;
    if (pool->plan->escalate.unit != LIMIT_NONE) sim_raise(engine, heap);
    sim_heap_sort(heap);
    int32_t taken = 0;
    while (taken < heap->number && taken < pool->plan->visits_per_day) {
        int64_t here = settlement ? settlement[heap->items[taken].third] : 0;
        for (int32_t i = taken; i < heap->number && taken < pool->plan->visits_per_day; i++) {
            Entry entry = heap->items[i];
            if (settlement && settlement[entry.third] != here) continue;
            memmove(heap->items + taken + 1, heap->items + taken, (size_t)(i - taken) * sizeof(Entry));
            heap->items[taken++] = entry;
        }
    }
    return taken;
}

static void sim_go_out(Engine *engine, PoolIndex index, int32_t team) {
    Pool *pool = &engine->pools[index];
    Instant now = engine->now, midnight = sim_midnight(now) + DAY;
    Instant close = sim_last_close(&engine->calendar, sim_duty_of_team(engine, pool, team), now, midnight);
    int32_t taken = sim_fill_the_day(engine, pool);
    sim_take_files(engine, pool, taken, close);
    int64_t values[5] = {index, team, now, close, taken};
    memcpy(sim_new_row(&engine->memory, &engine->outings, 5), values, sizeof values);
    sim_await_day(engine, index, team, midnight);
}

#endif
