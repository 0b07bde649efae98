/* The compiled engine: the course of events of docs/model.md, section 9, over plain arrays.

   Two engines give the same record: sim/engine/simpy is the reference and reads like the rules; this one is for speed. */

#include "../../../c/native.h"
#include "setup.h"

/* ---- a plain pool: members who are alike, and take one desk file at a time as the files came ---- */

static void sim_dispatch_plain(Engine *engine, PoolIndex index) {
    Plain *pool = &engine->plain[index];
    Instant now = engine->now;
    if (now >= pool->closes)
        sim_interval_at(&engine->calendar, engine->pools[index].duty, now, &pool->opens, &pool->closes);
    if (now < pool->opens) {
        sim_wake_up(engine, index, &engine->pools[index].wakes_at, pool->opens);
        return;
    }
    Output *out = engine->out;
    while (pool->files.number && pool->free.number) {
        int32_t number = sim_line_take(&pool->free).whom;
        Place file = sim_line_take(&pool->files);
        Row row = file.row;
        Instant end = now + engine->workload->work[row];
        if (end > pool->closes)
            end = sim_add(&engine->calendar, engine->pools[index].duty, now, engine->workload->work[row]);
        out->started[row] = now;
        out->finished[row] = end;
        out->member[row] = number;
        sim_happen(engine, end, PLAIN_STEP_IS_OVER, file.whom, 0);
    }
}

static void sim_plain_step_over(Engine *engine, Application application) {
    Row row = engine->row[application];
    PoolIndex index = engine->resource[row];
    Plain *pool = &engine->plain[index];
    sim_line_add(&engine->memory, &pool->free, (Place){engine->now, (int32_t)engine->out->member[row], row});
    if (pool->files.number) sim_touch(engine, index);
    sim_next_step(engine, application);
}

/* ---- the course of events ---- */

static void sim_event(Engine *engine, Event event) {
    int32_t whom = event.whom;
    switch (event.what & ((1u << KIND_BITS) - 1)) {
    case COMES: sim_come(engine, whom); break;
    case ENTERS: sim_go_on(engine, whom, true); break;
    case JOINS_THE_HALL: sim_join_the_hall(engine, whom); break;
    case COMES_BACK: sim_stand_in_line(engine, whom, UNSET); break;
    case IS_ANSWERED: sim_answer(engine, whom); break;
    case HAS_BROUGHT: sim_brought(engine, whom, true); break;
    case HAS_NOT_BROUGHT: sim_brought(engine, whom, false); break;
    case HAS_ARRIVED:
    case TAKEN_TOGETHER_OVER: sim_next_step(engine, whom); break;
    case PLAIN_STEP_IS_OVER: sim_plain_step_over(engine, whom); break;
    case REQUEST_IS_OVER:
        sim_request_over(engine, engine->resource[engine->row[whom]]);
        sim_next_step(engine, whom);
        break;
    case VISIT_IS_OVER: sim_visit_over(engine, whom); break;
    case HOLD_BEGINS: sim_hold(engine, whom); break;
    case DESK_WORK_IS_DONE: sim_finish_at_the_desk(engine, whom, event.what); break;
    case JOINT_WORK_IS_DONE: sim_finish_together(engine, whom, event.what); break;
    case PATIENCE_ENDS: sim_give_up(engine, whom, event.what); break;
    case TURNED_AWAY: sim_come_back(engine, whom, false); break;
    case GAVE_UP: sim_come_back(engine, whom, true); break;
    case IS_LOST: sim_way_over(engine, whom, GIVEN_UP); break;
    case LEAVES: sim_leave(engine, whom); break;
    case RETURNS: sim_return(engine, whom); break;
    case GOES_TO_OTHERS: sim_be_at_other_duties(engine, whom); break;
    case COMES_FROM_OTHERS: sim_come_from_other_duties(engine, whom); break;
    case COMES_FROM_SITTING: sim_come_from_sitting(engine, whom); break;
    case FILES_RISE: sim_files_rise(engine, whom); break;
    case HALL_CLOSES:
        engine->pools[whom].empties_at = engine->now;
        sim_touch(engine, whom);
        break;
    case TOUCHES: sim_touch(engine, whom); break;
    default: break; /* NOTHING_HAPPENS */
    }
}

static void sim_dispatch(Engine *engine) {
    while (engine->touched_number) {
        int32_t whom = engine->touched[--engine->touched_number];
        engine->is_touched[whom] = false;
        if (whom >= engine->capacity->pools_number)
            sim_dispatch_system(engine, whom - (int32_t)engine->capacity->pools_number);
        else if (engine->kinds[whom] == PLAIN) sim_dispatch_plain(engine, whom);
        else if (engine->kinds[whom] == GENERAL) sim_dispatch_general(engine, whom);
    }
}

static void sim_last_of_all(Engine *engine) {
    while (engine->late_number && engine->late[0].at <= engine->now) {
        Late late = sim_take_late(engine);
        if (late.pool < 0) sim_depart(engine, late.team);
        else if (engine->pools[late.pool].kind == COMMISSION) sim_sit(engine, late.pool);
        else sim_go_out(engine, late.pool, late.team);
    }
}

static inline bool sim_happens_now(const Engine *engine) {
    return engine->agenda.number && engine->agenda.items[0].at == engine->now;
}

/* The next instant in which anything happens; NEVER where none comes. */
static Instant sim_next_instant(const Engine *engine, Instant horizon) {
    const WorkloadInput *workload = engine->workload;
    Instant next = engine->agenda.number ? engine->agenda.items[0].at : NEVER;
    if (engine->arrived < workload->objections_from) {
        Instant submitted = workload->submitted[engine->arrived];
        if (submitted < workload->start) submitted = workload->start;
        if (submitted < next) next = submitted;
    }
    if (!engine->horizon_reached && horizon < next) next = horizon;
    return next;
}

static void sim_simulate(Engine *engine) {
    const WorkloadInput *workload = engine->workload;
    Instant horizon = workload->horizon > workload->start ? workload->horizon : workload->start, next;
    while ((next = sim_next_instant(engine, horizon)) <= engine->last) {
        engine->now = next;
        if (!engine->horizon_reached && horizon <= next) sim_reach_the_horizon(engine);
        do {
            while (sim_happens_now(engine)) sim_event(engine, sim_agenda_pop(&engine->agenda));
            while (engine->arrived < workload->objections_from && workload->submitted[engine->arrived] <= next)
                sim_come(engine, (Application)engine->arrived++);
            if (sim_happens_now(engine)) continue;
            sim_dispatch(engine);
            if (!sim_happens_now(engine) && engine->late_number && engine->late[0].at <= next) {
                sim_last_of_all(engine);
                sim_dispatch(engine);
            }
        } while (sim_happens_now(engine));
        if (engine->finished) break;
    }
}

/* ---- the record ---- */

static inline void sim_cut(Instant *at, Instant until) {
    if (*at > until) *at = UNSET;
}

/* Leave out what was announced and lies behind the end of the observation. */
static void sim_complete_record(Engine *engine) {
    const WorkloadInput *workload = engine->workload;
    Output *out = engine->out;
    for (PoolIndex i = 0; i < engine->capacity->pools_number; i++)
        if (engine->pools[i].kind == GENERAL) sim_note_unfinished(engine, &engine->pools[i]);
    Instant until = out->observed_until = engine->finished ? engine->now : workload->run_out_end;
    for (Application i = 0; i < workload->applications; i++) {
        out->received[i] = sim_received(engine, i);
        sim_cut(&out->received[i], until);
    }
    for (int64_t row = 0; row < workload->rows; row++) {
        sim_cut(&out->queued[row], until);
        sim_cut(&out->started[row], until);
        sim_cut(&out->work_ended[row], until);
        sim_cut(&out->finished[row], until);
        out->served_by[row] = UNSET;
        if (out->started[row] == UNSET) {
            out->member[row] = UNSET; /* a stay at a counter is noted to its end as it begins */
            continue;
        }
        /* Where there is neither a hold nor a rest of work, a pool notes the end of the step only. */
        if (out->work_ended[row] == UNSET && !workload->hold[row]) out->work_ended[row] = out->finished[row];
        if (out->member[row] != UNSET) out->served_by[row] = engine->resource[row];
    }
    for (int64_t i = 0; i < engine->elsewhere.number; i++) {
        int64_t row = engine->elsewhere.items[2 * i], pool = engine->elsewhere.items[2 * i + 1];
        if (out->member[row] != UNSET) out->served_by[row] = pool == UNSET ? engine->resource[row] : pool;
    }
    Table *tables[] = {&engine->earlier, &engine->work_parts, &engine->partners,
                       &engine->sittings, &engine->outings, &engine->officers};
    int64_t *rows[] = {&out->earlier_rows, &out->work_parts_rows, &out->partners_rows,
                       &out->sittings_rows, &out->outings_rows, &out->assignments_rows};
    int64_t **items[] = {&out->earlier, &out->work_parts, &out->partners,
                         &out->sittings, &out->outings, &out->assignments};
    for (int i = 0; i < 6; i++) *rows[i] = tables[i]->number, *items[i] = tables[i]->items;
}

/* ---- what the outside calls ---- */

/* Sizes of the structures that the caller fills, so that both sides can be held against each other. */
SIM_EXPORT void sim_kernel_sizes(int64_t *sizes) {
    const size_t all[] = {sizeof(Hours),    sizeof(Duty),       sizeof(Clock),     sizeof(Limit),
                          sizeof(Person),   sizeof(PoolPlan),   sizeof(WayPlan),   sizeof(SystemPlan),
                          sizeof(RoutePlan), sizeof(StepPlan), sizeof(CapacityInput), sizeof(WorkloadInput), sizeof(Output)};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) sizes[i] = (int64_t)all[i];
}

/* Simulate one replication. `run` becomes what sim_kernel_free has to be given, whatever the answer is. */
SIM_EXPORT int sim_kernel_run(
    const CapacityInput *capacity, const WorkloadInput *workload, Output *out, void **run) {
    out->outside_hours = UNSET;
    Engine *engine = calloc(1, sizeof(Engine));
    *run = engine;
    if (!engine) return FAILED_MEMORY;
    engine->capacity = capacity;
    engine->workload = workload;
    engine->out = out;
    engine->calendar = (Calendar){capacity, &engine->memory, UNSET, UNSET};
    int failed = setjmp(engine->memory.jump);
    if (failed) {
        out->outside_hours = engine->calendar.outside_hours;
        out->outside_at = engine->calendar.outside_at;
        return failed;
    }
    sim_set_up(engine);
    sim_simulate(engine);
    sim_complete_record(engine);
    return SUCCEEDED;
}

SIM_EXPORT void sim_kernel_free(void *run) {
    Engine *engine = run;
    if (!engine) return;
    sim_free_all(&engine->memory);
    free(engine);
}
