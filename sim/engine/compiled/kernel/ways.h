/* What takes nobody's time at a desk: ways between offices, systems, and the applicant's own time. */
#ifndef SIM_WAYS_H
#define SIM_WAYS_H

#include "together.h"

/* ---- ways between two offices: docs/model.md, section 3.15 ---- */

static void sim_carry(Engine *engine, Application application, Instant arrives) {
    Row row = engine->row[application];
    engine->out->started[row] = engine->now;
    engine->out->work_ended[row] = engine->out->finished[row] = arrives;
    sim_happen(engine, arrives, HAS_ARRIVED, application, 0);
}

/* Hand a file over for its way to another office. */
static void sim_send(Engine *engine, int32_t way, Application application) {
    const WayPlan *plan = &engine->capacity->ways[way];
    engine->out->queued[engine->row[application]] = engine->now;
    if (plan->lag != UNSET) {
        sim_carry(engine, application, sim_hours_add(&engine->calendar, plan->hours, engine->now, plan->lag));
        return;
    }
    Courier *courier = &engine->couriers[way];
    if (courier->ready_number == courier->ready_room) {
        courier->ready_room = courier->ready_room ? 2 * courier->ready_room : 8;
        size_t size = (size_t)courier->ready_room * sizeof(Application);
        courier->ready = sim_grown(&engine->memory, courier->ready, size);
    }
    courier->ready[courier->ready_number++] = application;
    const Instant *departures = engine->capacity->departures + plan->departures_first;
    int64_t next = sim_number_below(departures, plan->departures_number, engine->now);
    if (next < plan->departures_number && departures[next] != courier->leaves_at) {
        courier->leaves_at = departures[next];
        sim_do_late(engine, departures[next], -1, way); /* before all pools */
    }
}

/* Let a courier leave with all that is ready. */
static void sim_depart(Engine *engine, int32_t way) {
    Courier *courier = &engine->couriers[way];
    courier->leaves_at = UNSET;
    for (int32_t i = 0; i < courier->ready_number; i++)
        sim_carry(engine, courier->ready[i], engine->now + engine->capacity->ways[way].travel);
    courier->ready_number = 0;
}

/* ---- systems with places, hours or outages: docs/model.md, section 3.16 ---- */

static void sim_request(Engine *engine, int32_t system, Application application) {
    engine->out->queued[engine->row[application]] = engine->now;
    sim_line_add(&engine->memory, &engine->servers[system].waiting, (Place){engine->now, application, engine->row[application]});
    sim_touch(engine, (int32_t)engine->capacity->pools_number + system);
}

/* Begin as many requests as there are places, unless the system is down. */
static void sim_dispatch_system(Engine *engine, int32_t system) {
    const SystemPlan *plan = &engine->capacity->systems[system];
    Server *server = &engine->servers[system];
    if (!server->waiting.number) return;
    Instant opens, closes;
    sim_interval_at(&engine->calendar, plan->up, engine->now, &opens, &closes);
    if (engine->now < opens) {
        sim_wake_up(engine, (int32_t)engine->capacity->pools_number + system, &server->wakes_at, opens);
        return;
    }
    while (server->waiting.number && (plan->places == UNSET || server->busy < plan->places)) {
        Application application = sim_line_take(&server->waiting).whom;
        Row row = engine->row[application];
        server->busy++;
        Instant end = sim_add(&engine->calendar, plan->up, engine->now, engine->workload->work[row]);
        engine->out->started[row] = engine->now;
        engine->out->work_ended[row] = engine->out->finished[row] = end;
        sim_happen(engine, end, REQUEST_IS_OVER, application, 0);
    }
}

static void sim_request_over(Engine *engine, int32_t system) {
    engine->servers[system].busy--;
    if (engine->servers[system].waiting.number) sim_touch(engine, (int32_t)engine->capacity->pools_number + system);
}

/* ---- the applicant's own time: docs/model.md, section 3.17 ---- */

/* When the office has what it asked for now, and whether it gets it. */
static Instant sim_brings(Engine *engine, Application application, Row row, bool *in_time) {
    const WorkloadInput *workload = engine->workload;
    const CapacityInput *capacity = engine->capacity;
    int64_t office = workload->office[application];
    Instant brought = engine->now + workload->work[row];
    const Limit *limit = &sim_step(engine, application, row)->applicant_deadline;
    *in_time = true;
    if (limit->unit != LIMIT_NONE) {
        const Clock *clock = &capacity->clocks[capacity->provider[office]];
        Instant deadline = sim_deadline(&engine->calendar, clock, engine->now, limit, false, 0);
        if (brought > deadline) {
            *in_time = false;
            return deadline;
        }
    }
    if (brought >= engine->calendar_end) return NEVER; /* no calendar says when the office opens */
    return sim_hours_next_open(&engine->calendar, capacity->clocks[office].hours, brought);
}

#endif
