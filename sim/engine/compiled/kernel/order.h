/* The order of a queue: docs/model.md, section 3.4. */
#ifndef SIM_ORDER_H
#define SIM_ORDER_H

#include "engine.h"

#define RISEN 0
#define ORDINARY 1

/* The key of a visit that waits: band and class, when it came or first queued, application. */
static Entry sim_key(int band, int64_t class, Instant since, Application application, Slot slot) {
    return (Entry){(uint64_t)band << 63 | (uint64_t)class, since, application, slot};
}

static const Clock *sim_clock_of_term(Engine *engine, Application application, const Limit *term) {
    int64_t office = engine->workload->office[application];
    bool in_days = term->unit != LIMIT_SECONDS;
    return &engine->capacity->clocks[in_days ? engine->capacity->provider[office] : office];
}

/* The deadline of a term that is the extended one or not, with so much left out by the searches that stopped it. */
static Instant sim_deadline_of(
    Engine *engine, Application application, Instant received, bool extended, Row before, uint64_t stops) {
    const WorkloadInput *workload = engine->workload;
    const RoutePlan *route = &workload->routes[workload->route[application]];
    const Limit *limit = extended && route->extended.unit != LIMIT_NONE ? &route->extended : &route->term;
    if (limit->unit == LIMIT_NONE) return UNSET;
    const Clock *clock = sim_clock_of_term(engine, application, limit);
    int64_t left_out = 0;
    int turn = 0;
    for (Row row = (Row)workload->first[application]; stops && row < before; row++) {
        if (!sim_step(engine, application, row)->search || engine->out->queued[row] == UNSET) continue;
        if (turn < 64 && stops >> turn & 1)
            left_out += sim_not_counted(
                &engine->calendar, clock, limit, engine->out->queued[row], engine->out->started[row]);
        turn++;
    }
    return sim_deadline(&engine->calendar, clock, received, limit, route->day_of_receipt_included, left_out);
}

/* The deadline of the term of an application received at an instant, with the searches in the rows before another one. */
static Instant sim_term_deadline(Engine *engine, Application application, Instant received, Row before) {
    const WorkloadInput *workload = engine->workload;
    Instant deadline = sim_deadline_of(engine, application, received, false, before, 0);
    if (engine->searches) {
        bool extended = false;
        uint64_t stops = 0; /* by turn; nobody is asked for documents 64 times */
        int turn = 0;
        for (Row row = (Row)workload->first[application]; row < before; row++) {
            int64_t search = sim_step(engine, application, row)->search;
            Instant asked = engine->out->queued[row];
            if (!search || asked == UNSET) continue;
            if (search == SEARCH_EXTENDS) extended = true;
            else if (asked <= deadline && turn < 64) stops |= (uint64_t)1 << turn;
            turn++;
            deadline = sim_deadline_of(engine, application, received, extended, before, stops);
        }
    }
    return deadline == UNSET ? NEVER : deadline;
}

/* The deadline of the term; at the step at which an application is received, as if that happened now. */
static Instant sim_due(Engine *engine, Application application, Row row) {
    const WorkloadInput *workload = engine->workload;
    Row receipt = engine->receipt[application];
    if (row == receipt) return sim_term_deadline(engine, application, engine->now, (Row)workload->first[application]);
    Instant received;
    if (receipt != UNSET) {
        bool handed_over = engine->received_first && engine->received_first[application] != UNSET;
        received = handed_over ? engine->received_first[application] : engine->out->queued[receipt];
    } else if (workload->inherited && workload->inherited[application]) {
        received = workload->submitted[application];
    } else {
        return NEVER; /* it is not received, so no term runs */
    }
    return sim_term_deadline(engine, application, received, row);
}

/* The class of a visit that begins to queue now. */
static int64_t sim_class(Engine *engine, const Pool *pool, Application application, Row row) {
    if (pool->plan->discipline == EARLIEST_DEADLINE) return sim_due(engine, application, row);
    if (pool->plan->discipline == BY_PRIORITY && engine->workload->priority)
        return engine->workload->priority[application];
    return 0;
}

/* When a file that begins to queue now rises before all others. */
static Instant sim_rises(Engine *engine, const Pool *pool, Application application, Row row) {
    if (pool->plan->escalate.unit == LIMIT_NONE) return NEVER;
    Instant due = sim_due(engine, application, row);
    if (due == NEVER) return NEVER;
    int64_t provider = engine->capacity->provider[engine->workload->office[application]];
    return sim_before(&engine->calendar, &engine->capacity->clocks[provider], due, &pool->plan->escalate);
}

/* Let those files of a heap rise whose deadline is near by now. */
static void sim_raise(Engine *engine, Heap *heap) {
    for (int32_t i = 0; i < heap->number; i++) {
        uint64_t class = heap->items[i].first & ~((uint64_t)1 << 63);
        bool risen = engine->visits[heap->items[i].slot].rises <= engine->now;
        heap->items[i].first = (uint64_t)(risen ? RISEN : ORDINARY) << 63 | class;
    }
    sim_heap_build(heap);
}

#endif
