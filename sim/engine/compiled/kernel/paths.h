/* The way of each application through the steps of its route. */
#ifndef SIM_PATHS_H
#define SIM_PATHS_H

#include "ways.h"

/* ---- how long the simulation goes on: docs/model.md, section 9.3 ---- */

/* Note that an application has ended, or will not count. */
static void sim_stop_following(Engine *engine, Application application) {
    if (!engine->horizon_reached) return;
    engine->followed_number -= engine->followed[application];
    engine->followed[application] = 0;
    engine->finished = !engine->followed_number;
}

/* When an application was received as far as the visits so far tell; UNSET if it was not. */
static Instant sim_received(const Engine *engine, Application application) {
    const WorkloadInput *workload = engine->workload;
    const Output *out = engine->out;
    if (workload->inherited && workload->inherited[application]) return workload->submitted[application];
    Row row = engine->receipt[application];
    if (row == UNSET) return UNSET;
    /* at the visit after which an applicant stays away for good he is not received */
    if (out->started[row] == UNSET && out->finished[row] != UNSET) return UNSET;
    if (engine->received_first && engine->received_first[application] != UNSET)
        return engine->received_first[application];
    return out->queued[row];
}

/* Find those who are still to be followed; whoever is received from now on does not count. */
static void sim_reach_the_horizon(Engine *engine) {
    const WorkloadInput *workload = engine->workload;
    engine->horizon_reached = true;
    engine->followed = sim_zeros(&engine->memory, (size_t)workload->applications, 1);
    for (Application i = 0; i < workload->applications; i++) {
        Instant received = sim_received(engine, i);
        bool inherited = workload->inherited && workload->inherited[i];
        if (!inherited && (received < workload->warm_up_end || received >= workload->horizon)) continue;
        Row after = (Row)workload->first[i + 1];
        Instant ended = after > workload->first[i] ? engine->out->finished[after - 1] : UNSET;
        if (engine->over[i] == GIVEN_UP) ended = engine->out->finished[engine->row[i]];
        if (ended != UNSET && ended < engine->now) continue;
        engine->followed[i] = 1;
        engine->followed_number++;
    }
    engine->finished = !engine->followed_number;
}

/* ---- the counter: docs/model.md, section 3.7 ---- */

/* How long after having given up so often before an applicant comes back; UNSET for never. */
static Seconds sim_returns_after(const Engine *engine, Row row, int64_t times) {
    const WorkloadInput *workload = engine->workload;
    if (times >= workload->returns_at_most) return UNSET;
    return workload->returns_after[row * workload->returns_at_most + times];
}

static void sim_stand_in_line(Engine *engine, Application application, Instant slot_in_time) {
    const WorkloadInput *workload = engine->workload;
    Row row = engine->row[application];
    PoolIndex index = engine->resource[row];
    engine->out->queued[row] = engine->now;
    Slot slot = sim_new_visit(engine, application, row, index);
    Visit *visit = &engine->visits[slot];
    visit->counter = true;
    visit->remaining = visit->begun_with = workload->work[row];
    visit->first_queued = engine->now;
    visit->with_appointment = slot_in_time != UNSET;
    visit->came = slot_in_time != UNSET ? slot_in_time : engine->came[application];
    if (slot_in_time == UNSET) visit->class = sim_class(engine, &engine->pools[index], application, row);
    sim_queue_in_the_hall(engine, index, slot);
    if (workload->patience && workload->patience[row] != UNSET)
        sim_happen(engine, engine->now + workload->patience[row], PATIENCE_ENDS, slot, visit->generation);
}

/* The slot of an applicant who queues now for the first time, if he has one and is not too late for it; else UNSET. */
static Instant sim_slot_in_time(const Engine *engine, Application application, const Pool *pool) {
    const WorkloadInput *workload = engine->workload;
    if (!workload->appointment || engine->row[application] != workload->first[application]) return UNSET;
    Instant slot = workload->appointment[application];
    return slot != UNSET && engine->now <= slot + pool->plan->grace ? slot : UNSET;
}

static void sim_join_the_hall(Engine *engine, Application application) {
    const Pool *pool = &engine->pools[engine->resource[engine->row[application]]];
    sim_stand_in_line(engine, application, sim_slot_in_time(engine, application, pool));
}

static void sim_come_to_the_counter(Engine *engine, Application application) {
    const Pool *pool = &engine->pools[engine->resource[engine->row[application]]];
    engine->came[application] = engine->now;
    if (engine->given_up) engine->given_up[application] = 0;
    Instant joins = sim_joins_the_hall(&engine->calendar, pool->attended, engine->now);
    if (joins > engine->now) sim_happen(engine, joins, JOINS_THE_HALL, application, 0);
    else sim_join_the_hall(engine, application);
}

/* Let an applicant who was turned away, or gave up and comes anew, come back as soon as the hall is served. */
static void sim_come_back(Engine *engine, Application application, bool comes_anew) {
    Row row = engine->row[application];
    Instant back = engine->now;
    if (comes_anew) back += sim_returns_after(engine, row, engine->given_up[application] - 1);
    const Pool *pool = &engine->pools[engine->resource[row]];
    if (row == engine->receipt[application])
        sim_stop_following(engine, application); /* received after the horizon if ever, so it does not count */
    int64_t hours = engine->capacity->duties[pool->attended].hours;
    if (back >= engine->capacity->hours[hours].end) return;
    Instant comes = sim_next_open(&engine->calendar, pool->attended, back);
    if (comes_anew) engine->came[application] = comes;
    sim_happen(engine, comes, COMES_BACK, application, 0);
}

/* An applicant's patience ends: he leaves, unless his service has begun. */
static void sim_give_up(Engine *engine, Slot slot, uint32_t what) {
    Visit *visit = &engine->visits[slot];
    if (!sim_stamp_holds(what, visit->generation) || visit->member != NOBODY) return;
    if (!sim_queue_remove(&engine->pools[visit->home].hall, slot)) return;
    Application application = visit->application;
    Row row = visit->row;
    bool lost = sim_returns_after(engine, row, engine->given_up[application]++) == UNSET;
    if (lost) {
        engine->out->finished[row] = engine->now;
    } else {
        sim_end_visit(engine, row, visit->home, UNSET, UNSET, 0);
        engine->out->queued[row] = UNSET;
    }
    sim_free_visit(engine, slot);
    sim_happen(engine, engine->now, lost ? IS_LOST : GAVE_UP, application, 0);
}

/* ---- the way ---- */

/* The way of an application is over, passed to its end or given up. */
static void sim_way_over(Engine *engine, Application application, uint8_t how) {
    const WorkloadInput *workload = engine->workload;
    engine->over[application] = how;
    if (how == GIVEN_UP) {
        sim_needs_no_officers(engine, application);
    } else if (engine->objection && engine->objection[application] != UNSET) {
        Application objection = engine->objection[application];
        int32_t door = sim_door(engine, objection);
        Instant submitted = engine->now + workload->objects_after[objection];
        if (submitted <= engine->capacity->hours[door].end) /* no calendar says when the office opens behind it */
            sim_happen(engine, sim_hours_next_open(&engine->calendar, door, submitted), COMES, objection, 0);
    }
    sim_stop_following(engine, application);
}

/* Lay a file before the people who do its step. */
static void sim_lay_before(Engine *engine, Application application, Row row) {
    PoolIndex index = engine->resource[row];
    if (engine->kinds[index] == PLAIN) {
        engine->out->queued[row] = engine->now;
        sim_line_add(&engine->memory, &engine->plain[index].files, (Place){engine->now, application, row});
        if (engine->plain[index].free.number) sim_touch(engine, index); /* else whoever becomes free touches it */
        return;
    }
    Pool *pool = &engine->pools[index];
    if (pool->kind != GENERAL) {
        sim_queue_together(engine, index, application, row);
        return;
    }
    engine->out->queued[row] = engine->now;
    int64_t class = sim_class(engine, pool, application, row);
    Slot slot = sim_new_visit(engine, application, row, index);
    Visit *visit = &engine->visits[slot];
    visit->remaining = visit->begun_with = engine->workload->work[row];
    visit->first_queued = engine->now;
    visit->class = class;
    visit->rises = sim_rises(engine, pool, application, row);
    if (pool->has_several) visit->people = (int32_t)sim_step(engine, application, row)->people;
    sim_lay(engine, index, slot);
}

/* Begin the step at which an application is; false where it is passed at once. */
static bool sim_enter(Engine *engine, Application application, bool door_is_open) {
    const WorkloadInput *workload = engine->workload;
    Row row = engine->row[application];
    uint8_t action = engine->action[row];
    if (action & BEHIND_THE_DOOR && !door_is_open) {
        Instant opens = sim_hours_next_open(&engine->calendar, sim_door(engine, application), engine->now);
        if (opens > engine->now) {
            sim_happen(engine, opens, ENTERS, application, 0);
            return true;
        }
    }
    Output *out = engine->out;
    switch (action & ACTION) {
    case DO_NOTHING: return false;
    case DO_AT_COUNTER:
        if (engine->pools[engine->resource[row]].kind == GENERAL) {
            sim_come_to_the_counter(engine, application);
            return true;
        } /* fall through */
    case DO_AT_DESK: sim_lay_before(engine, application, row); return true;
    case DO_ANSWER:
        out->queued[row] = out->started[row] = engine->now;
        if (workload->work[row]) {
            sim_happen(engine, engine->now + workload->work[row], IS_ANSWERED, application, 0);
            return true;
        }
        out->work_ended[row] = out->finished[row] = engine->now;
        return false;
    case DO_REQUEST: sim_request(engine, engine->resource[row], application); return true;
    case DO_WAY: sim_send(engine, engine->resource[row], application); return true;
    default: { /* DO_APPLICANT */
        out->queued[row] = engine->now;
        bool in_time;
        Instant at = sim_brings(engine, application, row, &in_time);
        if (at > engine->now) {
            sim_happen(engine, at, in_time ? HAS_BROUGHT : HAS_NOT_BROUGHT, application, 0);
            return true;
        }
        out->finished[row] = at;
        if (in_time) out->started[row] = out->work_ended[row] = at;
        else sim_way_over(engine, application, GIVEN_UP);
        return !in_time;
    }
    }
}

/* Let an application go on from the step at which it is, up to one at which it waits. */
static void sim_go_on(Engine *engine, Application application, bool door_is_open) {
    const WorkloadInput *workload = engine->workload;
    while (!sim_enter(engine, application, door_is_open)) {
        door_is_open = false;
        if (++engine->row[application] == workload->first[application + 1]) {
            sim_way_over(engine, application, PASSED);
            return;
        }
    }
}

/* The step at which an application is, is over. */
static void sim_next_step(Engine *engine, Application application) {
    if (++engine->row[application] == engine->workload->first[application + 1])
        sim_way_over(engine, application, PASSED);
    else sim_go_on(engine, application, false);
}

static void sim_come(Engine *engine, Application application) {
    const WorkloadInput *workload = engine->workload;
    engine->row[application] = (Row)workload->first[application];
    if (workload->first[application] == workload->first[application + 1]) sim_way_over(engine, application, PASSED);
    else sim_go_on(engine, application, false);
}

/* A system without bounds has answered. */
static void sim_answer(Engine *engine, Application application) {
    Row row = engine->row[application];
    engine->out->work_ended[row] = engine->out->finished[row] = engine->now;
    sim_next_step(engine, application);
}

/* The applicant has brought what he was asked for, or has let his deadline pass. */
static void sim_brought(Engine *engine, Application application, bool in_time) {
    Row row = engine->row[application];
    engine->out->finished[row] = engine->now;
    if (in_time) {
        engine->out->started[row] = engine->out->work_ended[row] = engine->now;
        sim_next_step(engine, application);
    } else {
        sim_way_over(engine, application, GIVEN_UP);
    }
}

/* A visit to people is over, all that it takes being done. */
static void sim_visit_over(Engine *engine, Slot slot) {
    Application application = engine->visits[slot].application;
    sim_file_leaves(engine, slot);
    sim_free_visit(engine, slot);
    sim_next_step(engine, application);
}

#endif
