/* The state of one run: visits, members, pools, and what is going to happen. */
#ifndef SIM_ENGINE_H
#define SIM_ENGINE_H

#include "clock.h"
#include "heaps.h"

/* What is to be done at a row of the workload. */
enum {
    DO_NOTHING, /* a way that falls away, or what the stay of the row before has begun */
    DO_AT_DESK,
    DO_AT_COUNTER,
    DO_ANSWER,    /* of a system without bounds */
    DO_REQUEST,   /* to a system with places or outages */
    DO_APPLICANT, /* the applicant's own time */
    DO_WAY,       /* from one office to another */
};
#define ACTION 7           /* the part of `action` that is one of these */
#define BEHIND_THE_DOOR 8  /* it may have to wait for the opening of the office that receives */
#define OF_OFFICER 16      /* the officer of the file does it */
#define OFFICER_AT_ONCE 32 /* and is named as soon as it waits */
#define LAST_OF_OFFICER 64 /* and is needed no more when it is over */
#define GOES_ON 128        /* goes on with the stay at a counter that the row before has begun */

/* What the rows of a pool have. */
#define HAS_COUNTER 1
#define HAS_HOLDS 2
#define HAS_OFFICERS 4
#define HAS_OFFICERS_AT_ONCE 8
#define HAS_SEVERAL 16

/* Whether somebody may begin a file, and what keeps him. */
enum { FREE, ASIDE, AT_DESK, FULL, BUSY, STATES = BUSY };

/* What an event does; the first column says of whom it is. */
enum {
    NOTHING_HAPPENS,     /* - */
    COMES,               /* application */
    ENTERS,              /* application: the door of the office has opened */
    JOINS_THE_HALL,      /* application: somebody is at the counter again */
    COMES_BACK,          /* application: to a counter */
    IS_ANSWERED,         /* application: by a system without bounds */
    HAS_BROUGHT,         /* application */
    HAS_NOT_BROUGHT,     /* application */
    HAS_ARRIVED,         /* application: its file in another office */
    PLAIN_STEP_IS_OVER,  /* application */
    TAKEN_TOGETHER_OVER, /* application: with a sitting or a day of visits */
    REQUEST_IS_OVER,     /* application */
    VISIT_IS_OVER,       /* visit */
    HOLD_BEGINS,         /* visit */
    DESK_WORK_IS_DONE,   /* member, with his stamp */
    JOINT_WORK_IS_DONE,  /* visit, with its stamp */
    PATIENCE_ENDS,       /* visit, with its generation */
    TURNED_AWAY,         /* application */
    GAVE_UP,             /* application: comes back */
    IS_LOST,             /* application: gave up for good */
    LEAVES,              /* member: an absence begins */
    RETURNS,             /* member */
    GOES_TO_OTHERS,      /* member: other duties begin */
    COMES_FROM_OTHERS,   /* member */
    COMES_FROM_SITTING,  /* member */
    FILES_RISE,          /* pool */
    HALL_CLOSES,         /* pool */
    TOUCHES,             /* pool or system */
    KINDS
};

/* What is done last in its instant. */
typedef struct {
    Instant at;
    int32_t pool, team; /* in this order; couriers go before all pools */
} Late;

/* A visit to a pool of people: an applicant at the counter, or a file on a desk. */
typedef struct {
    Application application;
    Row row;          /* of a stay its last */
    PoolIndex home;   /* where it queues */
    MemberIndex member; /* who does it, of several the first; NOBODY */
    Slot group;       /* members who do it together, in `groups`; NOBODY */
    bool counter, with_appointment, divided;
    int32_t people, at_sittings, pace;
    uint32_t stamp, generation;
    Seconds remaining; /* when the present part of the work began */
    Seconds begun_with;
    Instant part_began, came, first_queued, rises;
    int64_t class;
} Visit;

typedef struct {
    int64_t hours;
    Instant opens, closes; /* of the present or the next interval */
    Heap turns[STATES];
} Shift;

typedef struct {
    const Person *person;
    PoolIndex pool;
    int32_t number;
    int32_t shift;
    int32_t absence, other; /* how many have begun */
    int64_t duty, presence;
    int32_t absent; /* how many absences, other duties and sittings keep him away */
    bool at_others, gives_up, hands_over;
    uint8_t state;
    int32_t in_hand;
    Instant idle_since;
    Slot visit, aside;
    uint32_t stamp;
    int32_t files_under_way; /* applications whose officer he is */
    int32_t assignments;     /* head of the list of these; NOBODY */
} Member;

/* Visits that wait, those apart that wait for one officer. */
typedef struct {
    Heap anybody;
    Heap *of_officer;   /* by number of the member plus one; the first waits until one is named */
    int32_t *nonempty;  /* positions in `of_officer` that are not empty */
    int32_t nonempty_number;
} Queue;

typedef enum { PLAIN, GENERAL, COMMISSION, TEAMS } PoolKind;

/* What a plain pool asks for at every file, side by side: with thousands of pools each of these lines comes from afar. */
typedef struct {
    Instant opens, closes; /* of the duty: the present interval, or the next */
    Line files, free;
} Plain;

typedef struct {
    const PoolPlan *plan;
    PoolKind kind;
    int64_t duty, office_hours;
    Instant wakes_at, wakes_for_own, wakes_for_cover;
    /* a general pool */
    Queue hall, desk;
    int64_t attended;
    Instant hall_opens, hall_closes; /* the present or next interval in which the hall is served */
    Instant watched_close, watched_opening, empties_at;
    Instant raised_at;
    MemberIndex members_first;
    int32_t members_number, shifts_first, shifts_number;
    bool sets_aside, called_away, rests, names_officers, has_officers, has_several, names_for_others;
    int64_t caseload;
    int32_t cover; /* how many covers have begun */
    int32_t covered_first, covered_number; /* pools for which these members stand in, in `covered` */
    /* a commission, or teams */
    Heap together;
    int64_t next_sitting;
} Pool;

typedef struct {
    Line waiting;
    int64_t busy;
    Instant wakes_at;
} Server;

typedef struct {
    Application *ready;
    int32_t ready_number, ready_room;
    Instant leaves_at;
} Courier;

/* An application whose officer in one pool a member is. */
typedef struct {
    Application application;
    PoolIndex pool;
    MemberIndex member;
    int64_t row;               /* in the table of assignments */
    int32_t next;              /* of the application */
    int32_t before, following; /* of the member */
} Assignment;

typedef struct {
    Calendar calendar;
    Memory memory;
    const CapacityInput *capacity;
    const WorkloadInput *workload;
    Output *out;
    Instant now, last;
    bool finished, horizon_reached;
    int64_t followed_number;
    uint8_t *followed;     /* by application, from the horizon on */
    Agenda agenda;
    Late *late;
    int32_t late_number, late_room;
    int32_t *touched;
    uint8_t *is_touched;
    int32_t touched_number;
    int64_t arrived; /* applications that have come on their own */
    uint8_t *action;       /* by row */
    int32_t *resource;     /* by row: pool, way or system */
    uint8_t *pool_has;     /* by pool */
    Row *receipt;          /* by application: the row at which it is received; UNSET: never, or before the start */
    Application *objection; /* by application: the one to its answer; UNSET: none */
    bool searches;         /* whether any applicant looks for documents while the term does not simply run on */
    Row *row;        /* by application: where it is */
    uint8_t *over;   /* by application: how its way ended */
    Instant *came;   /* by application: when its applicant first came to the present counter */
    int32_t *given_up; /* by application: how often at the present counter */
    Instant *received_first; /* by application whose file was handed over at its receipt: when it first queued there */
    Visit *visits;
    int32_t visits_number, visits_room;
    Slot *free_visits;
    int32_t free_visits_number;
    MemberIndex *groups; /* groups of members who work together: their number, then they */
    int32_t groups_number, groups_room;
    Slot *free_groups;
    int32_t free_groups_number, group_size;
    Pool *pools;
    uint8_t *kinds; /* by pool */
    Plain *plain;   /* by pool */
    Member *members;
    int32_t *first_member_of; /* by pool */
    Shift *shifts;
    int32_t *covered;
    Server *servers;
    Courier *couriers;
    int32_t *assignments_of; /* by application: head of its list in `assignments` */
    Assignment *assignments;
    int32_t assignments_number, assignments_room, free_assignment;
    Table earlier, work_parts, partners, sittings, outings, officers, elsewhere;
    Instant calendar_end; /* the earliest end of the calendar of any office */
    MemberIndex *chosen; /* scratch: members who are taken together, or who are present */
    PoolIndex *absent;   /* scratch: pools for which others stand in now */
} Engine;

enum { UNDER_WAY, PASSED, GIVEN_UP };

static inline void sim_happen(Engine *engine, Instant at, uint32_t kind, int32_t whom, uint32_t stamp) {
    if (at <= engine->last) /* what comes later is never seen */
        sim_agenda_push(&engine->memory, &engine->agenda, (Event){at, kind | STAMP(stamp), whom});
}

static inline bool sim_stamp_holds(uint32_t what, uint32_t stamp) { return what >> KIND_BITS == STAMP(stamp) >> KIND_BITS; }

static inline void sim_touch(Engine *engine, int32_t dispatcher) {
    if (!engine->is_touched[dispatcher]) {
        engine->is_touched[dispatcher] = true;
        engine->touched[engine->touched_number++] = dispatcher;
    }
}

/* Do something last of all in an instant; of several the smallest (pool, team) comes first. */
static void sim_do_late(Engine *engine, Instant at, int32_t pool, int32_t team) {
    if (at > engine->last) return;
    if (engine->late_number == engine->late_room) {
        engine->late_room = engine->late_room ? 2 * engine->late_room : 64;
        engine->late = sim_grown(&engine->memory, engine->late, (size_t)engine->late_room * sizeof(Late));
    }
    Late late = {at, pool, team};
    int32_t i = engine->late_number++;
    while (i) {
        Late *above = &engine->late[(i - 1) / 2];
        if (above->at < at || (above->at == at && (above->pool < pool || (above->pool == pool && above->team <= team))))
            break;
        engine->late[i] = *above;
        i = (i - 1) / 2;
    }
    engine->late[i] = late;
    sim_happen(engine, at, NOTHING_HAPPENS, 0, 0); /* so that the instant exists */
}

static bool sim_later(const Late *a, const Late *b) {
    if (a->at != b->at) return a->at > b->at;
    if (a->pool != b->pool) return a->pool > b->pool;
    return a->team > b->team;
}

static Late sim_take_late(Engine *engine) {
    Late first = engine->late[0], moved = engine->late[--engine->late_number];
    int32_t number = engine->late_number, i = 0;
    for (;;) {
        int32_t child = 2 * i + 1;
        if (child >= number) break;
        if (child + 1 < number && sim_later(&engine->late[child], &engine->late[child + 1])) child++;
        if (!sim_later(&moved, &engine->late[child])) break;
        engine->late[i] = engine->late[child];
        i = child;
    }
    if (number) engine->late[i] = moved;
    return first;
}

static void sim_wake_up(Engine *engine, int32_t dispatcher, Instant *wakes_at, Instant at) {
    if (*wakes_at != at) {
        *wakes_at = at;
        sim_happen(engine, at, TOUCHES, dispatcher, 0);
    }
}

/* A visit of its own, whose stamps go on from whoever had its place before. */
static Slot sim_new_visit(Engine *engine, Application application, Row row, PoolIndex home) {
    Slot slot;
    if (engine->free_visits_number) {
        slot = engine->free_visits[--engine->free_visits_number];
    } else {
        if (engine->visits_number == engine->visits_room) {
            int32_t room = engine->visits_room ? 2 * engine->visits_room : 64;
            engine->visits = sim_grown(&engine->memory, engine->visits, (size_t)room * sizeof(Visit));
            memset(engine->visits + engine->visits_room, 0, (size_t)(room - engine->visits_room) * sizeof(Visit));
            engine->free_visits = sim_grown(&engine->memory, engine->free_visits, (size_t)room * sizeof(Slot));
            engine->visits_room = room;
        }
        slot = engine->visits_number++;
    }
    Visit *visit = &engine->visits[slot];
    *visit = (Visit){
        .application = application, .row = row, .home = home, .member = NOBODY, .group = NOBODY, .people = 1,
        .pace = STANDARD_PACE, .stamp = visit->stamp, .generation = visit->generation, .rises = NEVER,
    };
    return slot;
}

static void sim_free_group(Engine *engine, Visit *visit) {
    if (visit->group != NOBODY) engine->free_groups[engine->free_groups_number++] = visit->group;
    visit->group = NOBODY;
}

static void sim_free_visit(Engine *engine, Slot slot) {
    Visit *visit = &engine->visits[slot];
    sim_free_group(engine, visit);
    visit->generation++;
    visit->stamp++;
    engine->free_visits[engine->free_visits_number++] = slot;
}

/* Several members, to be kept together; the block is their number and then they. */
static Slot sim_new_group(Engine *engine, const MemberIndex *members, int32_t number) {
    Slot slot;
    if (engine->free_groups_number) {
        slot = engine->free_groups[--engine->free_groups_number];
    } else {
        if (engine->groups_number == engine->groups_room) {
            int32_t room = engine->groups_room ? 2 * engine->groups_room : 16;
            size_t size = (size_t)(engine->group_size + 1) * sizeof(MemberIndex);
            engine->groups = sim_grown(&engine->memory, engine->groups, (size_t)room * size);
            engine->free_groups = sim_grown(&engine->memory, engine->free_groups, (size_t)room * sizeof(Slot));
            engine->groups_room = room;
        }
        slot = engine->groups_number++;
    }
    MemberIndex *group = engine->groups + (size_t)slot * (size_t)(engine->group_size + 1);
    group[0] = number;
    memcpy(group + 1, members, (size_t)number * sizeof(MemberIndex));
    return slot;
}

static const MemberIndex *sim_group(const Engine *engine, const Visit *visit) {
    return engine->groups + (size_t)visit->group * (size_t)(engine->group_size + 1);
}

/* The step of a row. */
static const StepPlan *sim_step(const Engine *engine, Application application, Row row) {
    const WorkloadInput *workload = engine->workload;
    int64_t position = workload->position ? workload->position[row] : row - workload->first[application];
    return &workload->steps[workload->route[application] * workload->longest_route + position];
}

/* Hours of the office that receives an application: for an objection the provider's. */
static int32_t sim_door(const Engine *engine, Application application) {
    int64_t office = engine->workload->office[application];
    if (application >= engine->workload->objections_from) office = engine->capacity->provider[office];
    return (int32_t)engine->capacity->clocks[office].hours;
}

/* Note a visit that ends before the step is over, and let the next one begin. */
static void sim_end_visit(
    Engine *engine, Row row, PoolIndex home, PoolIndex served_by, int32_t member, Seconds done) {
    Output *out = engine->out;
    int64_t *entry = sim_new_row(&engine->memory, &engine->earlier, 8);
    int64_t values[8] = {row, out->visit[row], out->queued[row], out->started[row], engine->now, served_by, member, done};
    memcpy(entry, values, sizeof values);
    out->visit[row]++;
    out->started[row] = out->member[row] = out->work_ended[row] = UNSET;
    if (served_by != UNSET && served_by != home) {
        int64_t *served = sim_new_row(&engine->memory, &engine->elsewhere, 2);
        served[0] = row, served[1] = UNSET;
    }
}

#endif
