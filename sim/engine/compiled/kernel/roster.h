/* Who of a pool of people is on duty, and whose turn it is: docs/model.md, section 3.5. */
#ifndef SIM_ROSTER_H
#define SIM_ROSTER_H

#include "queue.h"

/* Tell whether the hours are open; the interval of a shift is the present or the next one then. */
static inline bool sim_on_duty(Engine *engine, Shift *shift) {
    if (engine->now >= shift->closes) {
        const Hours *hours = &engine->capacity->hours[shift->hours];
        int64_t i = sim_interval(&engine->calendar, shift->hours, engine->now);
        shift->opens = hours->opens[i];
        shift->closes = hours->closes[i];
    }
    return engine->now >= shift->opens;
}

/* files in hand are never negative; instants may be, of whoever has never worked */
static inline Entry sim_turn_of(const Member *member, MemberIndex index) {
    return (Entry){(uint64_t)member->in_hand, member->idle_since, member->number, index};
}

static bool sim_turn_holds(const Engine *engine, const Entry *turn, int state) {
    const Member *member = &engine->members[turn->slot];
    return member->state == state && !member->absent && (uint64_t)member->in_hand == turn->first &&
           member->idle_since == turn->second;
}

/* Note that it may become a member's turn, in the state in which he is; who is busy has none. */
static void sim_note(Engine *engine, MemberIndex index) {
    const Member *member = &engine->members[index];
    if (member->state == BUSY) return;
    Heap *turns = &engine->shifts[member->shift].turns[member->state];
    if (turns->number >= 64 && turns->number >= 4 * engine->pools[member->pool].members_number) {
        int32_t number = turns->number; /* outdated entries would gather for ever where nobody looks */
        turns->number = 0;
        for (int32_t i = 0; i < number; i++)
            if (sim_turn_holds(engine, &turns->items[i], member->state)) turns->items[turns->number++] = turns->items[i];
        sim_heap_build(turns);
    }
    sim_heap_push(&engine->memory, turns, sim_turn_of(member, index));
}

/* The turn of the first member on duty in a state; NULL for none. */
static const Entry *sim_first(Engine *engine, const Pool *pool, int state) {
    const Entry *first = NULL;
    for (int32_t s = pool->shifts_first; s < pool->shifts_first + pool->shifts_number; s++) {
        Heap *turns = &engine->shifts[s].turns[state];
        if (!turns->number || !sim_on_duty(engine, &engine->shifts[s])) continue;
        while (turns->number && !sim_turn_holds(engine, &turns->items[0], state)) sim_heap_pop(turns);
        if (turns->number && (!first || sim_less(&turns->items[0], first))) first = &turns->items[0];
    }
    return first;
}

/* Take a member whose turn it is out of the heap of his state. */
static MemberIndex sim_take(Engine *engine, const Entry *turn, int state) {
    MemberIndex index = turn->slot;
    sim_heap_pop(&engine->shifts[engine->members[index].shift].turns[state]);
    return index;
}

/* Take so many free members whose turn it is, in their order, into `chosen`; false where fewer are free. */
static bool sim_take_several(Engine *engine, const Pool *pool, int32_t wanted) {
    int32_t taken = 0;
    const Entry *turn;
    while (taken < wanted && (turn = sim_first(engine, pool, FREE))) {
        MemberIndex index = sim_take(engine, turn, FREE);
        engine->members[index].state = BUSY; /* so that he is not found twice */
        engine->chosen[taken++] = index;
    }
    if (taken == wanted) return true;
    for (int32_t i = 0; i < taken; i++) {
        engine->members[engine->chosen[i]].state = FREE;
        sim_note(engine, engine->chosen[i]);
    }
    return false;
}

static bool sim_anything_set_aside(const Engine *engine, const Pool *pool) {
    for (int32_t s = pool->shifts_first; s < pool->shifts_first + pool->shifts_number; s++)
        if (engine->shifts[s].turns[ASIDE].number) return true;
    return false;
}

/* When the next shift that is off duty comes on duty; NEVER where all are on duty. */
static Instant sim_next_opening(Engine *engine, const Pool *pool) {
    Instant next = NEVER;
    for (int32_t s = pool->shifts_first; s < pool->shifts_first + pool->shifts_number; s++)
        if (!sim_on_duty(engine, &engine->shifts[s]) && engine->shifts[s].opens < next) next = engine->shifts[s].opens;
    return next;
}

#endif
