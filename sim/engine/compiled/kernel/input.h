/* What an engine is given, as plain arrays: door.py fills these structures, field by field in this order. */
#ifndef SIM_INPUT_H
#define SIM_INPUT_H

#include "types.h"

/* Hours of an office or a post over the calendar; what lies behind the calendar never comes. */
typedef struct {
    int64_t number;                /* of intervals */
    Instant start, end;            /* of the calendar */
    const Instant *opens, *closes; /* `number` of each, and one behind the end that never closes */
    const Seconds *before;         /* open seconds before each interval, and two more */
    const int64_t *first_of_day;   /* by civil day, the first interval that closes after its midnight */
    int64_t day_closes_number;
    const Instant *day_closes; /* closings that are the last of their civil day */
    int64_t nights_number;
    const Instant *night_midnight, *night_until; /* until when hours over a midnight go on */
} Hours;

/* Hours less gaps: when a person is on duty, or anybody of several. */
typedef struct {
    int64_t hours;
    int64_t gaps_first, gaps_number; /* in `gap_begin` and so on, where one more follows that never begins */
} Duty;

/* The legal clock of an office. */
typedef struct {
    int64_t hours;
    int64_t days_number;
    const int64_t *days;   /* official working days */
    const Instant *closes; /* close of business on each */
} Clock;

/* A limit; `unit` is one of LIMIT_NONE and so on. */
typedef struct {
    int64_t unit, value; /* seconds, working days or calendar days */
} Limit;

enum { LIMIT_NONE, LIMIT_SECONDS, LIMIT_WORKING_DAYS, LIMIT_CALENDAR_DAYS };

typedef struct {
    int64_t hours;           /* of the post */
    int64_t duty, presence;  /* for files; be it for other duties */
    int64_t absences_first, absences_number;
    int64_t others_first, others_number; /* other duties */
    int64_t paces_first, paces_number;
    int64_t hands_over; /* whether any absence does */
} Person;

enum { FIRST_COME, BY_PRIORITY, EARLIEST_DEADLINE };

typedef struct {
    int64_t office;
    int64_t members; /* how many */
    int64_t persons_first, persons_number; /* in `persons`; none where all are alike and on duty during `duty` */
    int64_t duty, attended;
    int64_t set_aside;
    int64_t caseload;   /* UNSET: without bound */
    int64_t discipline;
    Limit escalate;
    int64_t covers_first, covers_number;
    int64_t visits_per_day; /* UNSET: no household visits */
    int64_t sits;           /* whether it is a commission */
    int64_t sittings_first, sittings_number;
    int64_t length, per_file; /* length UNSET: `per_file` for each file */
    int64_t agenda;           /* UNSET: without bound */
    int64_t quorum, at_least;
    int64_t seats_first, seats_number; /* pairs of pool and number */
    int64_t grace;
    int64_t differs; /* whether members are told apart or files are taken by an order */
} PoolPlan;

typedef struct {
    int64_t hours;
    int64_t lag; /* UNSET: a courier carries the files */
    int64_t departures_first, departures_number;
    int64_t travel;
} WayPlan;

typedef struct {
    int64_t places; /* UNSET: without bound */
    int64_t up;     /* duty */
} SystemPlan;

typedef struct {
    Limit term, extended;
    int64_t day_of_receipt_included;
    int64_t received_until; /* seconds of the day; UNSET: all of the day */
} RoutePlan;

/* What a step asks of whom, as in sim/model/route.py. */
enum { COUNTER_STEP, DESK_STEP, SYSTEM_STEP, TRANSFER_STEP, APPLICANT_STEP };
enum { SEARCH_NONE, SEARCH_STOPS, SEARCH_EXTENDS };

typedef struct {
    int64_t kind;
    int64_t system; /* UNSET: it answers without fail */
    int64_t of_officer, officer_at_once;
    int64_t people;
    int64_t search;
    Limit applicant_deadline;
} StepPlan;

typedef struct {
    int64_t hours_number, duties_number, offices_number, pools_number, persons_number, ways_number, systems_number;
    const Hours *hours;
    const Duty *duties;
    const Instant *gap_begin, *gap_end;
    const Seconds *gap_missed; /* open time of the hours in the gaps before */
    const Clock *clocks;       /* by office */
    const int64_t *provider;   /* by office */
    const PoolPlan *pools;
    const Person *persons;
    const Instant *absence_begin, *absence_end;
    const uint8_t *absence_hands_over;
    const Instant *other_begin, *other_end;
    const Instant *pace_since;
    const int64_t *pace;
    const Instant *cover_begin, *cover_end;
    const int64_t *cover_pool;
    const Instant *sitting_begin, *sitting_cut_off;
    const int64_t *seat_pool, *seat_number;
    const WayPlan *ways;
    const Instant *departures;
    const SystemPlan *systems;
} CapacityInput;

typedef struct {
    int64_t applications, rows, objections_from;
    Instant start, warm_up_end, horizon, run_out_end;
    int64_t longest_route; /* steps of it, by which `steps` is laid out: route after route */
    const StepPlan *steps;
    const RoutePlan *routes;
    const Instant *submitted; /* by application, in order up to the objections */
    const int32_t *office, *route;
    const uint8_t *stopped;                   /* whether it is never received; NULL: all are */
    const uint8_t *inherited;                 /* NULL: none is */
    const int64_t *settlement, *priority;     /* NULL: all alike */
    const Instant *appointment;               /* NULL: nobody books */
    const int32_t *parent;                    /* NULL: nobody objects */
    const Seconds *objects_after;
    const int64_t *first;     /* by application, and one more: its first row */
    const int32_t *pool;      /* by row */
    const int32_t *transfer;  /* by row; NULL: there are none */
    const int32_t *position;  /* by row: position of the step in its route; NULL: one after the other */
    const Seconds *work, *hold;
    const Seconds *patience;  /* by row; NULL: nobody gives up */
    int64_t returns_at_most;
    const Seconds *returns_after; /* by row and how often given up */
    int64_t most_visits;          /* whoever is turned away in so many to one row does not come back */
} WorkloadInput;

#define DELIVERED_AT_ONCE (-2)

/* What an engine gives back; the columns are the caller's, the tables are freed by sim_kernel_free. */
typedef struct {
    Instant *received;
    Instant *queued, *started, *work_ended, *finished;
    int64_t *member, *served_by, *visit;
    int64_t earlier_rows, work_parts_rows, partners_rows, sittings_rows, outings_rows, assignments_rows;
    int64_t *earlier, *work_parts, *partners, *sittings, *outings, *assignments;
    Instant observed_until;
    int64_t outside_hours; /* hours that were asked for an instant outside of their calendar; UNSET: none */
    Instant outside_at;
} Output;

#endif
