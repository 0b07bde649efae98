/* What is to be done at each row of the workload, worked out once before the simulation begins. */
#ifndef SIM_ROWS_H
#define SIM_ROWS_H

#include "paths.h"

static bool sim_staffed(const StepPlan *step) { return step->kind == COUNTER_STEP || step->kind == DESK_STEP; }

/* What is to be done at one row, and by whom. */
static uint8_t sim_action(const WorkloadInput *workload, const StepPlan *step, int64_t row, int32_t *resource) {
    int32_t pool = *resource = workload->pool[row];
    uint8_t officers = (step->of_officer ? OF_OFFICER : 0) | (step->of_officer && step->officer_at_once ? OFFICER_AT_ONCE : 0);
    if (pool >= 0 && step->kind != COUNTER_STEP) return DO_AT_DESK | officers;
    if (workload->transfer && workload->transfer[row] != UNSET) {
        *resource = workload->transfer[row];
        return *resource >= 0 ? DO_WAY : DO_NOTHING;
    }
    if (step->kind == APPLICANT_STEP) return DO_APPLICANT;
    if (step->system != UNSET) {
        *resource = (int32_t)step->system;
        return DO_REQUEST;
    }
    return pool < 0 ? DO_ANSWER : DO_AT_COUNTER | officers;
}

/* Note what the rows of a pool have. */
static void sim_note_of_pool(Engine *engine, const StepPlan *step, int64_t row) {
    int32_t pool = engine->workload->pool[row];
    if (pool < 0) return;
    uint8_t has = engine->workload->hold[row] > 0 ? HAS_HOLDS : 0;
    if (step->kind == COUNTER_STEP) has |= HAS_COUNTER;
    if (step->of_officer) has |= HAS_OFFICERS;
    if (step->of_officer && step->officer_at_once) has |= HAS_OFFICERS_AT_ONCE;
    if (step->people > 1) has |= HAS_SEVERAL;
    engine->pool_has[pool] |= has;
}

/* The rows of one application. */
static void sim_set_up_rows_of(Engine *engine, Application application) {
    const WorkloadInput *workload = engine->workload;
    const StepPlan *before_step = NULL;
    int64_t before = UNSET, door = UNSET;
    for (int64_t row = workload->first[application]; row < workload->first[application + 1]; row++) {
        const StepPlan *step = sim_step(engine, application, (Row)row);
        uint8_t action = sim_action(workload, step, row, &engine->resource[row]);
        sim_note_of_pool(engine, step, row);
        if (door == UNSET && sim_staffed(step)) {
            door = row;
            if (!workload->inherited || !workload->inherited[application]) action |= BEHIND_THE_DOOR;
        }
        bool falls_away = workload->transfer && workload->transfer[row] == DELIVERED_AT_ONCE;
        if (before_step && before_step->kind == COUNTER_STEP && step->kind == COUNTER_STEP && !falls_away &&
            workload->pool[before] == workload->pool[row] && before_step->of_officer == step->of_officer &&
            !workload->hold[before])
            action = (action & (uint8_t)~ACTION) | DO_NOTHING | GOES_ON;
        engine->action[row] = action;
        if (step->search) engine->searches = true;
        if (!falls_away) before = row, before_step = step;
    }
    bool received = !(workload->inherited && workload->inherited[application]);
    if (workload->stopped && workload->stopped[application]) received = false;
    engine->receipt[application] = received ? (Row)door : UNSET;
}

/* By application and pool: the last row that its officer does. */
static void sim_find_last_of_officers(Engine *engine, Application application) {
    const WorkloadInput *workload = engine->workload;
    int64_t first = workload->first[application];
    for (int64_t row = workload->first[application + 1] - 1; row >= first; row--) {
        if (!(engine->action[row] & OF_OFFICER)) continue;
        int64_t later = row + 1, end = workload->first[application + 1];
        while (later < end && !(engine->action[later] & OF_OFFICER && workload->pool[later] == workload->pool[row]))
            later++;
        if (later == end) engine->action[row] |= LAST_OF_OFFICER;
    }
}

static void sim_set_up_rows(Engine *engine) {
    const WorkloadInput *workload = engine->workload;
    Memory *memory = &engine->memory;
    size_t applications = (size_t)workload->applications, rows = (size_t)workload->rows;
    engine->action = sim_zeros(memory, rows, 1);
    engine->resource = sim_zeros(memory, rows, sizeof(int32_t));
    engine->pool_has = sim_zeros(memory, (size_t)engine->capacity->pools_number, 1);
    engine->receipt = sim_zeros(memory, applications, sizeof(Row));
    for (Application i = 0; i < workload->applications; i++) sim_set_up_rows_of(engine, i);
    bool officers = false;
    for (int64_t i = 0; i < engine->capacity->pools_number; i++) officers |= engine->pool_has[i] & HAS_OFFICERS;
    for (Application i = 0; officers && i < workload->applications; i++) sim_find_last_of_officers(engine, i);
    if (!workload->parent) return;
    engine->objection = sim_zeros(memory, applications, sizeof(Application));
    memset(engine->objection, 0xff, applications * sizeof(Application));
    for (Application i = 0; i < workload->applications; i++)
        if (workload->parent[i] != UNSET) engine->objection[workload->parent[i]] = i;
}

#endif
