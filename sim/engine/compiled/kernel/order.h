/* The order of a queue: docs/model.md, section 3.4. */
#ifndef SIM_ORDER_H
#define SIM_ORDER_H

#include "engine.h"

#define RISEN 0
#define ORDINARY 1

/* The key of a visit that waits: band and class, when it came or first queued, application. */
static Entry sim_key(int band, int64_t class, Instant since, Application application, Slot slot) {
    /* classes may be negative, and NEVER is the largest */
    return (Entry){(uint64_t)band << 63 | (uint64_t)(class + (NEVER - 1)), since, application, slot};
}

static const Clock *sim_clock_of_term(Engine *engine, Application application, const Limit *term) {
    int64_t office = engine->workload->office[application];
    bool in_days = term->unit != LIMIT_SECONDS;
    return &engine->capacity->clocks[in_days ? engine->capacity->provider[office] : office];
}

/* The deadline of the term of an application received at an instant, with the searches in the rows before another one. Each
   search is judged by the deadline as it then is. */
static Instant sim_term_deadline(Engine *engine, Application application, Instant received, Row before) {
    const WorkloadInput *workload = engine->workload;
    const RoutePlan *route = &workload->routes[workload->route[application]];
    const Limit *limits[] = {&route->term, route->extended.unit == LIMIT_NONE ? &route->term : &route->extended};
    const Clock *clocks[] = {
        sim_clock_of_term(engine, application, limits[0]), sim_clock_of_term(engine, application, limits[1])};
    int64_t left_out[] = {0, 0}; /* by the searches that stop the clock, as each of both limits counts */
    int k = 0;                   /* which of both holds */
    Row row = (Row)workload->first[application];
    for (;;) {
        Instant deadline = UNSET;
        if (limits[k]->unit != LIMIT_NONE) {
            int64_t until = limits[k]->unit == LIMIT_SECONDS ? UNSET : route->received_until;
            Instant since = sim_counted_receipt(&engine->calendar, clocks[k], received, until);
            deadline = sim_deadline(
                &engine->calendar, clocks[k], since, limits[k], route->day_of_receipt_included, left_out[k]);
        }
        for (bool changed = false; !changed; row++) {
            if (row >= before || !engine->searches) return deadline == UNSET ? NEVER : deadline;
            int64_t search = sim_step(engine, application, row)->search;
            Instant asked = engine->out->queued[row], back = engine->out->started[row];
            if (!search || asked == UNSET) continue;
            changed = search == SEARCH_EXTENDS ? !k : asked <= deadline;
            if (search == SEARCH_EXTENDS) k = 1;
            else if (changed)
                for (int i = 0; i < 2; i++)
                    if (limits[i]->unit != LIMIT_NONE)
                        left_out[i] += sim_not_counted(&engine->calendar, clocks[i], limits[i], asked, back);
        }
    }
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
