/* The state in which a run begins. */
#ifndef SIM_SETUP_H
#define SIM_SETUP_H

#include "rows.h"

/* The simplest kind that keeps the rules of a pool. */
static PoolKind sim_kind_of(const PoolPlan *plan, uint8_t has, bool named_elsewhere) {
    if (plan->visits_per_day != UNSET) return TEAMS;
    if (plan->sits) return COMMISSION;
    return has || plan->differs || named_elsewhere ? GENERAL : PLAIN;
}

/* The number of a shift of a pool with these hours. */
static int32_t sim_shift_of(Engine *engine, Pool *pool, int64_t hours) {
    int32_t s = pool->shifts_first;
    while (s < pool->shifts_first + pool->shifts_number && engine->shifts[s].hours != hours) s++;
    if (s == pool->shifts_first + pool->shifts_number) {
        engine->shifts[s] = (Shift){.hours = hours, .opens = UNSET, .closes = UNSET};
        sim_on_duty(engine, &engine->shifts[s]); /* a start outside the calendar is an error, be anything done or not */
        pool->shifts_number++;
    }
    return s;
}

static Queue sim_new_queue(Engine *engine, const Pool *pool) {
    Queue queue = {0};
    if (pool->has_officers) {
        size_t number = (size_t)pool->members_number + 1;
        queue.of_officer = sim_zeros(&engine->memory, number, sizeof(Heap));
        queue.nonempty = sim_zeros(&engine->memory, number, sizeof(int32_t));
    }
    return queue;
}

static void sim_set_up_members(Engine *engine, PoolIndex index, MemberIndex *next, int32_t *next_shift) {
    const CapacityInput *capacity = engine->capacity;
    Pool *pool = &engine->pools[index];
    const PoolPlan *plan = pool->plan;
    Person *alike = NULL;
    pool->members_first = *next;
    pool->members_number = (int32_t)(plan->persons_number ? plan->persons_number : plan->members);
    pool->shifts_first = *next_shift;
    if (!plan->persons_number) {
        alike = sim_zeros(&engine->memory, 1, sizeof(Person));
        *alike = (Person){.hours = capacity->duties[plan->duty].hours, .duty = plan->duty, .presence = plan->duty};
    }
    for (int32_t number = 0; number < pool->members_number; number++) {
        const Person *person = alike ? alike : &capacity->persons[plan->persons_first + number];
        engine->members[(*next)++] = (Member){
            .person = person, .pool = index, .number = number, .shift = sim_shift_of(engine, pool, person->hours),
            .duty = person->duty, .presence = person->presence, .hands_over = person->hands_over, .state = FREE,
            .idle_since = NEVER_WORKED, .visit = NOBODY, .aside = NOBODY, .assignments = NOBODY,
        };
    }
    *next_shift += pool->shifts_number;
}

static void sim_set_up_general(Engine *engine, PoolIndex index, uint8_t has) {
    Pool *pool = &engine->pools[index];
    pool->has_officers = has & HAS_OFFICERS;
    pool->names_officers = has & HAS_OFFICERS_AT_ONCE;
    pool->has_several = has & HAS_SEVERAL;
    pool->sets_aside = pool->plan->set_aside && has & HAS_COUNTER;
    pool->rests = pool->sets_aside || pool->called_away;
    pool->caseload = pool->plan->caseload == UNSET ? NEVER : pool->plan->caseload;
    pool->attended = has & HAS_COUNTER ? pool->plan->attended : pool->plan->duty;
    pool->hall = sim_new_queue(engine, pool);
    pool->desk = sim_new_queue(engine, pool);
    for (int32_t i = 0; i < pool->members_number; i++) sim_note(engine, pool->members_first + i);
    for (int32_t i = 0; i < pool->members_number; i++) {
        sim_await_absence(engine, pool->members_first + i);
        sim_await_other_duties(engine, pool->members_first + i);
    }
}

/* By pool: the pools for which its members stand in, one after the other in `covered`. */
static void sim_set_up_stand_ins(Engine *engine) {
    const CapacityInput *capacity = engine->capacity;
    int32_t pools = (int32_t)capacity->pools_number, total = 0;
    PoolIndex *last = sim_zeros(&engine->memory, (size_t)pools, sizeof(PoolIndex)); /* whom each covered last, plus one */
    for (int round = 0; round < 2; round++) { /* first how many, then which */
        memset(last, 0, (size_t)pools * sizeof(PoolIndex));
        for (PoolIndex index = 0; index < pools; index++) {
            const PoolPlan *plan = capacity->pools + index;
            for (int64_t k = plan->covers_first; k < plan->covers_first + plan->covers_number; k++) {
                Pool *other = &engine->pools[capacity->cover_pool[k]];
                if (last[capacity->cover_pool[k]] == index + 1) continue;
                last[capacity->cover_pool[k]] = index + 1;
                if (round) engine->covered[other->covered_first + other->covered_number] = index;
                other->covered_number++;
            }
        }
        if (round) break;
        for (PoolIndex index = 0; index < pools; index++) {
            engine->pools[index].covered_first = total;
            total += engine->pools[index].covered_number;
            engine->pools[index].covered_number = 0;
        }
        engine->covered = sim_zeros(&engine->memory, (size_t)total, sizeof(int32_t));
    }
}

/* Let the members of plain pools be free; their places lie side by side, since they never become more. */
static void sim_set_up_plain(Engine *engine) {
    const CapacityInput *capacity = engine->capacity;
    size_t places = 0;
    for (int64_t i = 0; i < capacity->pools_number; i++) places += sim_line_room(capacity->pools[i].members);
    Place *place = sim_zeros(&engine->memory, places, sizeof(Place));
    char *plain = sim_zeros(&engine->memory, (size_t)capacity->pools_number + 1, sizeof(Plain));
    engine->plain = (Plain *)(plain + (sizeof(Plain) - (uintptr_t)plain % sizeof(Plain)) % sizeof(Plain));
    for (int64_t i = 0; i < capacity->pools_number; i++) {
        if (engine->kinds[i] != PLAIN) continue;
        Plain *pool = &engine->plain[i];
        size_t room = sim_line_room(capacity->pools[i].members);
        pool->opens = pool->closes = UNSET;
        pool->free = (Line){.items = place, .room = (int32_t)room};
        place += room;
        for (int32_t k = 0; k < capacity->pools[i].members; k++)
            sim_line_add(&engine->memory, &pool->free, (Place){NEVER_WORKED, k, UNSET});
    }
}

static void sim_set_up_pools(Engine *engine) {
    const CapacityInput *capacity = engine->capacity;
    Memory *memory = &engine->memory;
    size_t pools = (size_t)capacity->pools_number, members = 0, seats = 0;
    engine->pools = sim_zeros(memory, pools, sizeof(Pool));
    engine->kinds = sim_zeros(memory, pools, 1);
    uint8_t *named = sim_zeros(memory, pools, 1); /* 1: stands in, 2: has seats in a commission */
    for (size_t i = 0; i < pools; i++) {
        const PoolPlan *plan = &capacity->pools[i];
        for (int64_t k = plan->covers_first; k < plan->covers_first + plan->covers_number; k++)
            named[capacity->cover_pool[k]] |= 1;
        for (int64_t k = plan->seats_first; k < plan->seats_first + plan->seats_number; k++)
            named[capacity->seat_pool[k]] |= 2;
        int64_t number = plan->persons_number ? plan->persons_number : plan->members;
        members += (size_t)number;
        if (number > engine->group_size) engine->group_size = (int32_t)number;
        if ((size_t)plan->seats_number > seats) seats = (size_t)plan->seats_number;
    }
    engine->members = sim_zeros(memory, members, sizeof(Member));
    engine->shifts = sim_zeros(memory, members, sizeof(Shift));
    engine->chosen = sim_zeros(memory, members > seats ? members : seats, sizeof(MemberIndex));
    engine->absent = sim_zeros(memory, pools, sizeof(PoolIndex));
    sim_set_up_stand_ins(engine);
    MemberIndex next = 0;
    int32_t next_shift = 0;
    for (PoolIndex i = 0; i < (PoolIndex)pools; i++) {
        const PoolPlan *plan = &capacity->pools[i];
        uint8_t has = engine->pool_has[i];
        Pool *pool = &engine->pools[i];
        pool->plan = plan;
        engine->kinds[i] = pool->kind = sim_kind_of(plan, has, named[i]);
        pool->duty = plan->duty;
        pool->office_hours = capacity->clocks[plan->office].hours;
        pool->wakes_at = pool->wakes_for_own = pool->wakes_for_cover = UNSET;
        pool->hall_opens = pool->hall_closes = UNSET;
        pool->watched_close = pool->watched_opening = pool->empties_at = pool->raised_at = UNSET;
        pool->called_away = named[i] & 2;
        if (pool->kind != GENERAL) continue;
        sim_set_up_members(engine, i, &next, &next_shift);
        sim_set_up_general(engine, i, has);
    }
    sim_set_up_plain(engine);
    for (PoolIndex i = 0; i < (PoolIndex)pools; i++) {
        if (engine->pools[i].kind == COMMISSION) sim_await_sitting(engine, i);
        if (engine->pools[i].kind != TEAMS) continue;
        const PoolPlan *plan = &capacity->pools[i];
        int64_t teams = plan->persons_number ? plan->persons_number : plan->members;
        for (int32_t team = 0; team < teams; team++) sim_await_first_day(engine, i, team);
    }
}

/* End the run as the reference engine does if the calendar does not hold its start, or the coming of an application. */
static void sim_look_at_the_calendar(Engine *engine) {
    const CapacityInput *capacity = engine->capacity;
    const WorkloadInput *workload = engine->workload;
    Calendar *calendar = &engine->calendar;
    for (int64_t i = 0; i < capacity->pools_number; i++) sim_next_open(calendar, capacity->pools[i].duty, engine->now);
    for (int64_t i = 0; i < capacity->systems_number; i++) sim_next_open(calendar, capacity->systems[i].up, engine->now);
    for (int64_t i = workload->objections_from - 1; i >= 0 && workload->submitted[i] > engine->calendar_end; i--) {
        int64_t row = workload->first[i];
        bool through_the_door = row < workload->first[i + 1] && engine->action[row] & BEHIND_THE_DOOR;
        if (through_the_door) sim_hours_next_open(calendar, sim_door(engine, (Application)i), workload->submitted[i]);
    }
}

static void sim_set_up(Engine *engine) {
    const CapacityInput *capacity = engine->capacity;
    const WorkloadInput *workload = engine->workload;
    Memory *memory = &engine->memory;
    size_t applications = (size_t)workload->applications;
    sim_set_up_rows(engine);
    size_t dispatchers = (size_t)(capacity->pools_number + capacity->systems_number);
    Output *out = engine->out;
    Instant *columns[] = {out->queued, out->started, out->work_ended, out->finished, out->member};
    for (int i = 0; i < 5; i++) memset(columns[i], 0xff, (size_t)workload->rows * sizeof(Instant));
    for (int64_t row = 0; row < workload->rows; row++) out->visit[row] = 1;
    engine->now = workload->start;
    engine->last = workload->run_out_end;
    engine->calendar_end = capacity->offices_number ? NEVER : 0;
    for (int64_t i = 0; i < capacity->offices_number; i++) {
        Instant end = capacity->hours[capacity->clocks[i].hours].end;
        if (end < engine->calendar_end) engine->calendar_end = end;
    }
    sim_look_at_the_calendar(engine);
    engine->row = sim_zeros(memory, applications, sizeof(Row));
    engine->over = sim_zeros(memory, applications, 1);
    engine->touched = sim_zeros(memory, dispatchers, sizeof(int32_t));
    engine->is_touched = sim_zeros(memory, dispatchers, 1);
    engine->free_assignment = NOBODY;
    bool counters = false, officers = false;
    for (int64_t i = 0; i < capacity->pools_number; i++) {
        counters |= engine->pool_has[i] & HAS_COUNTER;
        officers |= engine->pool_has[i] & HAS_OFFICERS;
    }
    if (counters) engine->came = sim_zeros(memory, applications, sizeof(Instant));
    if (workload->patience) engine->given_up = sim_zeros(memory, applications, sizeof(int32_t));
    if (officers) {
        engine->assignments_of = sim_zeros(memory, applications, sizeof(int32_t));
        memset(engine->assignments_of, 0xff, applications * sizeof(int32_t));
    }
    engine->servers = sim_zeros(memory, (size_t)capacity->systems_number, sizeof(Server));
    for (int64_t i = 0; i < capacity->systems_number; i++) engine->servers[i].wakes_at = UNSET;
    engine->couriers = sim_zeros(memory, (size_t)capacity->ways_number, sizeof(Courier));
    for (int64_t i = 0; i < capacity->ways_number; i++) engine->couriers[i].leaves_at = UNSET;
    sim_set_up_pools(engine);
}

#endif
