/* Which of the visits that wait for a pool is begun next, and by whom: the dispatch of docs/model.md, section 9.1. */
#ifndef SIM_TURNS_H
#define SIM_TURNS_H

#include "work.h"

/* Who serves the hall if it is not the officer of the file; `state` becomes the state in which he is. */
static const Entry *sim_first_for_the_hall(Engine *engine, const Pool *pool, int *state) {
    const Entry *best = NULL;
    /* Where nothing is set aside for the counter, what rested during a sitting goes before the hall. */
    int states[] = {FREE, pool->sets_aside ? ASIDE : FREE, pool->caseload < NEVER ? FULL : FREE};
    for (int i = 0; i < 3; i++) {
        if (i && states[i] == FREE) continue;
        const Entry *turn = sim_first(engine, pool, states[i]);
        if (turn && (!best || sim_less(turn, best))) best = turn, *state = states[i];
    }
    if (best || !pool->sets_aside) return best;
    *state = AT_DESK;
    return sim_first(engine, pool, AT_DESK);
}

static bool sim_may_serve(const Pool *pool, const Member *member) {
    if (member->state == FREE) return true;
    if (member->state == FULL) return pool->caseload < NEVER;
    return pool->sets_aside && (member->state == ASIDE || member->state == AT_DESK);
}

/* The officer for whom the first visit waits of those that one may take now, if it goes before another one; NOBODY. */
static int32_t sim_officer_before(
    Engine *engine, const Pool *pool, const Queue *queue, const Entry *other, bool at_counter) {
    int32_t officer = NOBODY;
    for (int32_t k = 0; k < queue->nonempty_number; k++) {
        int32_t number = queue->nonempty[k] - 1;
        const Entry *first = &queue->of_officer[number + 1].items[0];
        if (number < 0 || (other && !sim_less(first, other))) continue;
        const Member *member = &engine->members[pool->members_first + number];
        bool may = at_counter ? sim_may_serve(pool, member) : member->state == FREE;
        if (!may || member->absent || !sim_on_duty(engine, &engine->shifts[member->shift])) continue;
        other = first;
        officer = number;
    }
    return officer;
}

/* Let a member begin a visit of his own pool, as the officer of its file where it is to have one. */
static void sim_begin_own(Engine *engine, const Pool *pool, MemberIndex index, Slot slot) {
    if (pool->has_officers) sim_name(engine, index, &engine->visits[slot]);
    sim_begin(engine, index, slot);
}

/* Serve applicants at the counter while anybody may serve any of them; desk work in hand is set aside for them. */
static void sim_serve_the_hall(Engine *engine, Pool *pool) {
    Queue *queue = &pool->hall;
    for (;;) {
        int state = FREE;
        const Entry *turn = queue->anybody.number ? sim_first_for_the_hall(engine, pool, &state) : NULL;
        const Entry *first = turn ? &queue->anybody.items[0] : NULL;
        int32_t officer = NOBODY;
        if (queue->nonempty_number) officer = sim_officer_before(engine, pool, queue, first, true);
        MemberIndex index;
        Slot slot;
        if (officer != NOBODY) {
            index = pool->members_first + officer;
            slot = sim_queue_take(queue, officer);
        } else if (turn) {
            index = sim_take(engine, turn, state);
            slot = sim_queue_take(queue, ANYBODY);
        } else {
            return;
        }
        if (engine->members[index].state == AT_DESK) sim_set_aside(engine, index);
        sim_begin_own(engine, pool, index, slot);
    }
}

/* Begin the files of a desk in their order, some of them by several members, some by their officers. False where too few
   are free for the first that is left. */
static bool sim_begin_on_the_desk(Engine *engine, Pool *pool) {
    Queue *queue = &pool->desk;
    while (sim_waits(queue)) {
        const Entry *first = queue->anybody.number ? &queue->anybody.items[0] : NULL;
        int32_t wanted = first && pool->has_several ? engine->visits[first->slot].people : 1;
        const Entry *turn = first && wanted == 1 ? sim_first(engine, pool, FREE) : NULL;
        int32_t officer = NOBODY;
        if (queue->nonempty_number) {
            const Entry *before = pool->has_several || turn ? first : NULL;
            officer = sim_officer_before(engine, pool, queue, before, false);
        }
        if (officer != NOBODY) {
            sim_begin_own(engine, pool, pool->members_first + officer, sim_queue_take(queue, officer));
        } else if (first && wanted > 1) {
            if (!sim_take_several(engine, pool, wanted)) return false;
            sim_begin_together(engine, sim_queue_take(queue, ANYBODY), wanted);
        } else if (turn) {
            MemberIndex index = sim_take(engine, turn, FREE);
            sim_begin_own(engine, pool, index, sim_queue_take(queue, ANYBODY));
        } else {
            break;
        }
    }
    return true;
}

/* ---- other pools for which these members stand in: docs/model.md, section 3.12 ---- */

/* The pool whose members take the files of a pool now; NOBODY: its own. */
static PoolIndex sim_covered_by(Engine *engine, Pool *pool) {
    const CapacityInput *capacity = engine->capacity;
    int64_t first = pool->plan->covers_first;
    while (pool->cover < pool->plan->covers_number && capacity->cover_begin[first + pool->cover] <= engine->now)
        pool->cover++;
    if (!pool->cover || engine->now >= capacity->cover_end[first + pool->cover - 1]) return NOBODY;
    return (PoolIndex)capacity->cover_pool[first + pool->cover - 1];
}

/* The pools where somebody or something waits, and the members of one stand in now; into `absent`, how many. */
static int32_t sim_absent_pools(Engine *engine, PoolIndex index, PoolIndex *absent) {
    const Pool *pool = &engine->pools[index];
    int32_t number = 0;
    for (int32_t k = 0; k < pool->covered_number; k++) {
        PoolIndex other = engine->covered[pool->covered_first + k];
        Pool *covered = &engine->pools[other];
        bool waits = sim_waits(&covered->hall) || sim_waits(&covered->desk);
        if (waits && sim_covered_by(engine, covered) == index) absent[number++] = other;
    }
    return number;
}

/* The queue with the first of all that wait in some pools; NULL where nobody does. Halls count only in their turn. */
static Queue *sim_first_queue(
    Engine *engine, const PoolIndex *absent, int32_t number, bool halls, const Entry **first, int32_t *officer) {
    Queue *best = NULL;
    for (int32_t k = 0; k < number; k++) {
        Pool *pool = &engine->pools[absent[k]];
        Queue *queue = halls ? &pool->hall : &pool->desk;
        if (halls ? !sim_hall_has_turn(engine, absent[k]) : !sim_waits(queue)) continue;
        int32_t whose;
        const Entry *entry = sim_queue_first(queue, &whose);
        if (!best || sim_less(entry, *first)) best = queue, *first = entry, *officer = whose;
    }
    return best;
}

/* Serve the halls of pools whose people are absent, then begin the files on their desks. */
static void sim_take_what_waits(Engine *engine, PoolIndex index, bool desks_too) {
    Pool *pool = &engine->pools[index];
    PoolIndex *absent = engine->absent;
    int32_t number = sim_absent_pools(engine, index, absent), officer;
    const Entry *first, *turn;
    Queue *queue;
    while ((queue = sim_first_queue(engine, absent, number, true, &first, &officer))) {
        const Entry *free_turn = sim_first(engine, pool, FREE), *full_turn = sim_first(engine, pool, FULL);
        bool full = full_turn && (!free_turn || sim_less(full_turn, free_turn));
        turn = full ? full_turn : free_turn;
        if (!turn) break;
        MemberIndex member = sim_take(engine, turn, full ? FULL : FREE);
        sim_begin(engine, member, sim_queue_take(queue, officer));
    }
    while (desks_too && (queue = sim_first_queue(engine, absent, number, false, &first, &officer))) {
        int32_t wanted = engine->visits[first->slot].people;
        if (wanted > 1) {
            if (!sim_take_several(engine, pool, wanted)) break;
            sim_begin_together(engine, sim_queue_take(queue, officer), wanted);
            continue;
        }
        turn = sim_first(engine, pool, FREE);
        if (!turn) break;
        MemberIndex member = sim_take(engine, turn, FREE);
        sim_begin(engine, member, sim_queue_take(queue, officer));
    }
}

/* Touch the pool that stands in now, and wake up when anybody comes on duty, or when another one stands in. */
static void sim_call_who_stands_in(Engine *engine, PoolIndex index) {
    Pool *pool = &engine->pools[index];
    PoolIndex other = sim_covered_by(engine, pool);
    if (other != NOBODY) sim_touch(engine, other);
    Instant opening = sim_next_open(&engine->calendar, pool->duty, engine->now);
    if (opening > engine->now) sim_wake_up(engine, index, &pool->wakes_for_own, opening);
    if (pool->cover < pool->plan->covers_number) { /* others may be on duty across the midnight from which they stand in */
        Instant begin = engine->capacity->cover_begin[pool->plan->covers_first + pool->cover];
        sim_wake_up(engine, index, &pool->wakes_for_cover, begin);
    }
}

/* Wake up when the next member comes on duty, and call whoever stands in, as far as anything waits. */
static void sim_provide_for_what_waits(Engine *engine, PoolIndex index) {
    Pool *pool = &engine->pools[index];
    bool waits = sim_waits(&pool->hall) || sim_waits(&pool->desk);
    if (waits && pool->plan->covers_number) sim_call_who_stands_in(engine, index);
    if (!waits && !sim_anything_set_aside(engine, pool)) {
        if (!sim_absent_pools(engine, index, engine->absent)) return;
    }
    Instant opens = sim_next_opening(engine, pool);
    if (opens != NEVER) sim_wake_up(engine, index, &pool->wakes_at, opens);
}

/* Give waiting files to members on duty: the counter, what was set aside, the desk, then others' files. */
static void sim_dispatch_general(Engine *engine, PoolIndex index) {
    Pool *pool = &engine->pools[index];
    const Entry *turn;
    sim_turn_away_at_the_close(engine, index);
    if (pool->names_officers) sim_name_officers(engine, index);
    if (sim_hall_has_turn(engine, index)) sim_serve_the_hall(engine, pool);
    while ((turn = sim_first(engine, pool, ASIDE))) sim_resume(engine, sim_take(engine, turn, ASIDE));
    bool may_go_on = sim_begin_on_the_desk(engine, pool);
    if (pool->covered_number) {
        for (int32_t k = 0; k < pool->covered_number; k++) { /* before anything is taken there, in whatever order */
            PoolIndex other = engine->covered[pool->covered_first + k];
            if (!engine->pools[other].names_officers) continue;
            sim_turn_away_at_the_close(engine, other);
            sim_name_officers(engine, other);
        }
        sim_take_what_waits(engine, index, may_go_on);
    }
    sim_provide_for_what_waits(engine, index);
}

#endif
