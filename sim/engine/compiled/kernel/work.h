/* The work that the members of a pool have in hand: begun, set aside, resumed, done, held and put down. */
#ifndef SIM_WORK_H
#define SIM_WORK_H

#include "officers.h"

static void sim_visit_over(Engine *engine, Slot slot);

/* ---- how long a member takes: docs/model.md, section 3.19 ---- */

static int32_t sim_pace(const Engine *engine, const Member *member, Instant at) {
    const Person *person = member->person;
    int32_t pace = STANDARD_PACE;
    for (int64_t i = person->paces_first; i < person->paces_first + person->paces_number; i++) {
        if (engine->capacity->pace_since[i] > at) break;
        pace = (int32_t)engine->capacity->pace[i];
    }
    return pace;
}

static Seconds sim_time_needed(Seconds work, int64_t pace) {
    Seconds time = (work * pace + STANDARD_PACE / 2) / STANDARD_PACE;
    return time > 1 ? time : 1;
}

static Seconds sim_work_left(Seconds work, Seconds time_left, int64_t pace) {
    Seconds left = (time_left * STANDARD_PACE + pace - 1) / pace;
    return left < work ? left : work;
}

/* ---- without work ---- */

/* Note in what state a member without work is, as his files in hand have changed. */
static void sim_wait_for_work(Engine *engine, MemberIndex index) {
    Member *member = &engine->members[index];
    if (member->aside != NOBODY) member->state = ASIDE;
    else member->state = member->in_hand >= engine->pools[member->pool].caseload ? FULL : FREE;
    sim_note(engine, index);
    sim_touch(engine, member->pool);
}

/* Note that a member is without work from now on. */
static void sim_put_down(Engine *engine, MemberIndex index) {
    engine->members[index].visit = NOBODY;
    engine->members[index].idle_since = engine->now;
    sim_wait_for_work(engine, index);
}

/* Note that a step is over and its file leaves a member's hands. */
static void sim_leave_hands(Engine *engine, MemberIndex index, Slot slot) {
    Member *member = &engine->members[index];
    member->in_hand--;
    if (member->visit == slot) sim_put_down(engine, index);
    else if (member->state == AT_DESK) {
        if (engine->pools[member->pool].sets_aside) sim_note(engine, index);
    } else if (member->state != BUSY) sim_wait_for_work(engine, index);
}

/* ---- parts of work ---- */

/* Note a part of work that was set aside, or its rest. */
static void sim_note_part(Engine *engine, const Visit *visit, Instant until) {
    const Output *out = engine->out;
    int64_t values[5] = {visit->row, out->visit[visit->row], out->member[visit->row], visit->part_began, until};
    memcpy(sim_new_row(&engine->memory, &engine->work_parts, 5), values, sizeof values);
}

static void sim_served_elsewhere(Engine *engine, Row row, PoolIndex home, PoolIndex pool) {
    if (home == pool) return;
    int64_t *served = sim_new_row(&engine->memory, &engine->elsewhere, 2);
    served[0] = row, served[1] = pool;
}

/* ---- one member ---- */

/* Note the steps that follow at the counter without a break; the visit is at the last one then. */
static Instant sim_stay_at_the_counter(Engine *engine, const Member *member, Visit *visit, Instant end) {
    const WorkloadInput *workload = engine->workload;
    Output *out = engine->out;
    Row last = (Row)workload->first[visit->application + 1];
    for (Row row = visit->row + 1; row < last && (engine->action[row] & ACTION) == DO_NOTHING; row++) {
        if (!(engine->action[row] & GOES_ON)) continue;
        out->work_ended[visit->row] = out->finished[visit->row] = end;
        out->queued[row] = out->started[row] = end;
        out->member[row] = member->number;
        sim_served_elsewhere(engine, row, visit->home, member->pool);
        visit->row = row;
        Seconds work = workload->work[row];
        end += member->person->paces_number ? sim_time_needed(work, sim_pace(engine, member, end)) : work;
    }
    return end;
}

/* Work without interruption: at the counter also past the close, at the desk in the hours of duty. */
static void sim_work_to_the_end(Engine *engine, MemberIndex index, Slot slot) {
    Member *member = &engine->members[index];
    Visit *visit = &engine->visits[slot];
    Output *out = engine->out;
    member->state = BUSY;
    Instant end = engine->now + visit->remaining;
    if (visit->counter) end = sim_stay_at_the_counter(engine, member, visit, end);
    else if (end > engine->shifts[member->shift].closes || engine->capacity->duties[member->duty].gaps_number)
        end = sim_add(&engine->calendar, member->duty, engine->now, visit->remaining);
    out->work_ended[visit->row] = end;
    if (engine->workload->hold[visit->row]) {
        sim_happen(engine, end, HOLD_BEGINS, slot, 0);
    } else {
        out->finished[visit->row] = end;
        sim_happen(engine, end, VISIT_IS_OVER, slot, 0);
    }
}

/* Work that may be interrupted: its end is announced with a stamp, and final only if the stamp still holds. */
static void sim_work_at_the_desk(Engine *engine, MemberIndex index, Slot slot) {
    Member *member = &engine->members[index];
    Visit *visit = &engine->visits[slot];
    member->state = AT_DESK;
    if (engine->pools[member->pool].sets_aside) sim_note(engine, index);
    visit->part_began = engine->now;
    Instant end = sim_add(&engine->calendar, member->duty, engine->now, visit->remaining);
    engine->out->work_ended[visit->row] = end;
    sim_happen(engine, end, DESK_WORK_IS_DONE, index, member->stamp);
}

/* Let a member begin to serve an applicant, or to work on a file. */
static void sim_begin(Engine *engine, MemberIndex index, Slot slot) {
    Member *member = &engine->members[index];
    Visit *visit = &engine->visits[slot];
    const Pool *pool = &engine->pools[member->pool];
    engine->out->started[visit->row] = engine->now;
    engine->out->member[visit->row] = member->number;
    sim_served_elsewhere(engine, visit->row, visit->home, member->pool);
    visit->member = index;
    member->visit = slot;
    if (member->person->paces_number) {
        visit->pace = sim_pace(engine, member, engine->now);
        visit->remaining = sim_time_needed(visit->begun_with, visit->pace);
    }
    member->in_hand++;
    if (!visit->counter && (pool->rests || member->hands_over)) sim_work_at_the_desk(engine, index, slot);
    else sim_work_to_the_end(engine, index, slot);
}

/* The work is done; the file goes on lying with the member while the office is open. */
static void sim_hold(Engine *engine, Slot slot) {
    Visit *visit = &engine->visits[slot];
    MemberIndex index = visit->member;
    const Pool *pool = &engine->pools[engine->members[index].pool];
    Seconds hold = engine->workload->hold[visit->row];
    Instant end = sim_hours_add(&engine->calendar, pool->office_hours, engine->now, hold);
    engine->out->finished[visit->row] = end;
    sim_happen(engine, end, VISIT_IS_OVER, slot, 0);
    sim_put_down(engine, index);
}

static void sim_finish_at_the_desk(Engine *engine, MemberIndex index, uint32_t what) {
    Member *member = &engine->members[index];
    if (!sim_stamp_holds(what, member->stamp)) return;
    member->stamp++;
    Slot slot = member->visit;
    Visit *visit = &engine->visits[slot];
    if (visit->divided) sim_note_part(engine, visit, engine->now);
    if (engine->workload->hold[visit->row]) {
        sim_hold(engine, slot);
    } else {
        engine->out->finished[visit->row] = engine->now;
        sim_visit_over(engine, slot);
    }
}

/* What is left of the desk work that a member has at hand. */
static Seconds sim_left(Engine *engine, const Member *member) {
    const Visit *visit = &engine->visits[member->visit];
    return visit->remaining - sim_elapsed(&engine->calendar, member->duty, visit->part_began, engine->now);
}

/* Let a member's desk work rest. */
static void sim_set_aside(Engine *engine, MemberIndex index) {
    Member *member = &engine->members[index];
    Visit *visit = &engine->visits[member->visit];
    member->stamp++;
    visit->remaining = sim_left(engine, member);
    visit->divided = true;
    sim_note_part(engine, visit, engine->now);
    engine->out->work_ended[visit->row] = UNSET;
    member->aside = member->visit;
    member->visit = NOBODY;
}

/* Let a member go on with the file that he had set aside. */
static void sim_resume(Engine *engine, MemberIndex index) {
    Member *member = &engine->members[index];
    member->visit = member->aside;
    member->aside = NOBODY;
    sim_work_at_the_desk(engine, index, member->visit);
}

/* ---- several members together: docs/model.md, section 3.6 ---- */

/* The next stretch from an instant on in which all members of a visit are on duty. */
static void sim_all_on_duty(Engine *engine, const Visit *visit, Instant at, Instant *opens, Instant *closes) {
    const MemberIndex *group = sim_group(engine, visit);
    Instant from = at, to = at;
    for (bool moved = true; moved;) {
        moved = false;
        to = NEVER;
        for (int32_t i = 1; i <= group[0]; i++) {
            Instant one_opens, one_closes;
            int64_t duty = engine->members[group[i]].duty;
            if (from > engine->last) break;
            sim_interval_at(&engine->calendar, duty, from, &one_opens, &one_closes);
            if (one_opens > from) {
                from = one_opens;
                moved = true;
            }
            if (one_closes < to) to = one_closes;
        }
        if (from > engine->last) {
            *opens = from, *closes = NEVER;
            return;
        }
    }
    *opens = from, *closes = to;
}

static Instant sim_all_add(Engine *engine, const Visit *visit, Instant at, Seconds duration) {
    for (;;) {
        Instant opens, closes;
        sim_all_on_duty(engine, visit, at, &opens, &closes);
        if (duration <= closes - opens) return opens + duration;
        duration -= closes - opens;
        at = closes;
    }
}

static Seconds sim_all_elapsed(Engine *engine, const Visit *visit, Instant a, Instant b) {
    Seconds elapsed = 0;
    while (a < b) {
        Instant opens, closes;
        sim_all_on_duty(engine, visit, a, &opens, &closes);
        if (opens >= b) break;
        elapsed += (closes < b ? closes : b) - opens;
        a = closes;
    }
    return elapsed;
}

static void sim_go_on_together(Engine *engine, Slot slot) {
    Visit *visit = &engine->visits[slot];
    visit->part_began = engine->now;
    Instant end = sim_all_add(engine, visit, engine->now, visit->remaining);
    engine->out->work_ended[visit->row] = end;
    sim_happen(engine, end, JOINT_WORK_IS_DONE, slot, visit->stamp);
}

/* Let the members in `chosen` begin a file together; the first of them is the one whose turn it was before the others. */
static void sim_begin_together(Engine *engine, Slot slot, int32_t number) {
    Visit *visit = &engine->visits[slot];
    Output *out = engine->out;
    const Member *first = &engine->members[engine->chosen[0]];
    out->started[visit->row] = engine->now;
    out->member[visit->row] = first->number;
    sim_served_elsewhere(engine, visit->row, visit->home, first->pool);
    visit->member = engine->chosen[0];
    visit->group = sim_new_group(engine, engine->chosen, number);
    visit->pace = 0;
    for (int32_t i = 0; i < number; i++) {
        Member *member = &engine->members[engine->chosen[i]];
        int32_t pace = sim_pace(engine, member, engine->now); /* the slowest sets it */
        if (pace > visit->pace) visit->pace = pace;
        member->visit = slot;
        member->state = BUSY;
        member->in_hand++;
        if (i) {
            int64_t values[3] = {visit->row, out->visit[visit->row], member->number};
            memcpy(sim_new_row(&engine->memory, &engine->partners, 3), values, sizeof values);
        }
    }
    visit->remaining = sim_time_needed(visit->begun_with, visit->pace);
    sim_go_on_together(engine, slot);
}

/* Let the work rest, as one of the members is called to a sitting. */
static void sim_rest_together(Engine *engine, Visit *visit) {
    if (++visit->at_sittings > 1) return;
    visit->remaining -= sim_all_elapsed(engine, visit, visit->part_began, engine->now);
    visit->stamp++;
    visit->divided = true;
    sim_note_part(engine, visit, engine->now);
    engine->out->work_ended[visit->row] = UNSET;
}

static void sim_finish_together(Engine *engine, Slot slot, uint32_t what) {
    Visit *visit = &engine->visits[slot];
    if (!sim_stamp_holds(what, visit->stamp)) return;
    visit->stamp++;
    if (visit->divided) sim_note_part(engine, visit, engine->now);
    Seconds hold = engine->workload->hold[visit->row];
    const Pool *pool = &engine->pools[engine->members[visit->member].pool];
    Instant end = hold ? sim_hours_add(&engine->calendar, pool->office_hours, engine->now, hold) : engine->now;
    engine->out->finished[visit->row] = end;
    if (!hold) {
        sim_visit_over(engine, slot);
        return;
    }
    sim_happen(engine, end, VISIT_IS_OVER, slot, 0);
    const MemberIndex *group = sim_group(engine, visit);
    for (int32_t i = 1; i <= group[0]; i++) sim_put_down(engine, group[i]);
}

/* The step is over: its file leaves the hands of whoever did it. */
static void sim_file_leaves(Engine *engine, Slot slot) {
    Visit *visit = &engine->visits[slot];
    sim_step_over(engine, visit);
    if (visit->group == NOBODY) {
        sim_leave_hands(engine, visit->member, slot);
        return;
    }
    const MemberIndex *group = sim_group(engine, visit);
    for (int32_t i = 1; i <= group[0]; i++) sim_leave_hands(engine, group[i], slot);
}

/* Note the parts of set-aside work that are under way when the observation ends, without an end. */
static void sim_note_unfinished(Engine *engine, const Pool *pool) {
    for (MemberIndex i = pool->members_first; i < pool->members_first + pool->members_number; i++) {
        const Member *member = &engine->members[i];
        if (member->visit == NOBODY) continue;
        const Visit *visit = &engine->visits[member->visit];
        if (!visit->divided) continue;
        bool at_desk = member->state == AT_DESK;
        bool together = visit->member == i && visit->group != NOBODY && !visit->at_sittings;
        if (at_desk || together) sim_note_part(engine, visit, UNSET);
    }
}

#endif
