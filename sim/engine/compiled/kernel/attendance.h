/* When members are away from their desks: absences with hand-over, other duties, and sittings of a commission. */
#ifndef SIM_ATTENDANCE_H
#define SIM_ATTENDANCE_H

#include "turns.h"

/* ---- handing over: docs/model.md, section 3.10 ---- */

/* Give a file back to its pool, to the place that it had. */
static void sim_give_back(Engine *engine, MemberIndex index, Slot slot, Seconds rest) {
    Member *member = &engine->members[index];
    Visit *visit = &engine->visits[slot];
    Row row = visit->row;
    Seconds done = visit->begun_with - rest;
    if (visit->pace != STANDARD_PACE) {
        done = sim_time_needed(visit->begun_with, visit->pace) - rest;
        rest = sim_work_left(visit->begun_with, rest, visit->pace);
    }
    sim_end_visit(engine, row, visit->home, member->pool, member->number, done);
    if (row == engine->receipt[visit->application]) {
        if (!engine->received_first) {
            size_t number = (size_t)engine->workload->applications;
            engine->received_first = sim_zeros(&engine->memory, number, sizeof(Instant));
            memset(engine->received_first, 0xff, number * sizeof(Instant));
        }
        Instant *first = &engine->received_first[visit->application];
        if (*first == UNSET) *first = visit->first_queued;
    }
    engine->out->queued[row] = engine->now;
    visit->remaining = visit->begun_with = rest;
    visit->member = NOBODY;
    visit->divided = false;
    visit->pace = STANDARD_PACE;
    member->in_hand--;
    sim_lay(engine, visit->home, slot);
}

/* Give a file back on which several work, if any work is left; the others are free then. */
static void sim_give_back_together(Engine *engine, Slot slot) {
    Visit *visit = &engine->visits[slot];
    Seconds rest = visit->remaining;
    if (!visit->at_sittings) rest -= sim_all_elapsed(engine, visit, visit->part_began, engine->now);
    if (!rest) return;
    if (visit->divided && !visit->at_sittings) sim_note_part(engine, visit, engine->now);
    visit->stamp++;
    visit->at_sittings = 0;
    int32_t number = sim_group(engine, visit)[0];
    MemberIndex *members = engine->chosen;
    memcpy(members, sim_group(engine, visit) + 1, (size_t)number * sizeof(MemberIndex));
    sim_free_group(engine, visit);
    sim_give_back(engine, members[0], slot, rest);
    for (int32_t i = 1; i < number; i++) engine->members[members[i]].in_hand--;
    for (int32_t i = 0; i < number; i++) sim_put_down(engine, members[i]);
}

/* Give the desk files on which work is left back to their pools. */
static void sim_hand_over(Engine *engine, MemberIndex index) {
    Member *member = &engine->members[index];
    sim_give_up_files(engine, index);
    Slot slot = member->visit;
    if (slot != NOBODY && engine->visits[slot].group != NOBODY) {
        sim_give_back_together(engine, slot);
    } else if (slot != NOBODY && member->state == AT_DESK) {
        Seconds rest = sim_left(engine, member);
        if (rest) {
            if (engine->visits[slot].divided) sim_note_part(engine, &engine->visits[slot], engine->now);
            member->stamp++;
            sim_give_back(engine, index, slot, rest);
            sim_put_down(engine, index);
        }
    }
    if (member->aside != NOBODY) {
        sim_give_back(engine, index, member->aside, engine->visits[member->aside].remaining);
        member->aside = NOBODY;
        if (member->state != BUSY) sim_wait_for_work(engine, index);
    }
}

/* ---- absences ---- */

static void sim_be_absent(Engine *engine, MemberIndex index) {
    Member *member = &engine->members[index];
    int64_t absence = member->person->absences_first + member->absence - 1;
    member->absent++;
    member->gives_up = engine->capacity->absence_hands_over[absence];
    sim_happen(engine, engine->capacity->absence_end[absence], RETURNS, index, 0);
}

/* Let a member leave for his next absence when it begins; he is away at once if it has begun. */
static void sim_await_absence(Engine *engine, MemberIndex index) {
    Member *member = &engine->members[index];
    while (member->absence < member->person->absences_number) {
        int64_t absence = member->person->absences_first + member->absence++;
        if (engine->capacity->absence_end[absence] <= engine->now) continue;
        Instant begin = engine->capacity->absence_begin[absence];
        if (begin > engine->now) sim_happen(engine, begin, LEAVES, index, 0);
        else sim_be_absent(engine, index);
        return;
    }
}

static void sim_leave(Engine *engine, MemberIndex index) {
    Member *member = &engine->members[index];
    int64_t absence = member->person->absences_first + member->absence - 1;
    if (engine->capacity->absence_hands_over[absence]) sim_hand_over(engine, index);
    sim_be_absent(engine, index);
}

static void sim_return(Engine *engine, MemberIndex index) {
    Member *member = &engine->members[index];
    member->absent--;
    member->gives_up = false;
    sim_note(engine, index);
    sim_touch(engine, member->pool);
    sim_await_absence(engine, index);
}

/* ---- other duties ---- */

static void sim_be_at_other_duties(Engine *engine, MemberIndex index) {
    Member *member = &engine->members[index];
    int64_t other = member->person->others_first + member->other - 1;
    member->absent++;
    member->at_others = true;
    sim_happen(engine, engine->capacity->other_end[other], COMES_FROM_OTHERS, index, 0);
}

/* Let a member go to other duties when the next of them begin; his work rests. */
static void sim_await_other_duties(Engine *engine, MemberIndex index) {
    Member *member = &engine->members[index];
    while (member->other < member->person->others_number) {
        int64_t other = member->person->others_first + member->other++;
        if (engine->capacity->other_end[other] <= engine->now) continue;
        Instant begin = engine->capacity->other_begin[other];
        if (begin > engine->now) sim_happen(engine, begin, GOES_TO_OTHERS, index, 0);
        else sim_be_at_other_duties(engine, index);
        return;
    }
}

static void sim_come_from_other_duties(Engine *engine, MemberIndex index) {
    Member *member = &engine->members[index];
    member->absent--;
    member->at_others = false;
    sim_note(engine, index);
    sim_touch(engine, member->pool);
    sim_await_other_duties(engine, index);
}

/* ---- sittings ---- */

/* Tell whether a member is there, be he at work, at other duties or neither. */
static bool sim_is_present(Engine *engine, const Member *member) {
    if (member->absent != (member->at_others ? 1 : 0)) return false;
    return sim_is_open(&engine->calendar, member->presence, engine->now);
}

/* Let a member leave his desk for a sitting; his work rests, and he resumes it before anything new. */
static void sim_call_away(Engine *engine, MemberIndex index, Instant until) {
    Member *member = &engine->members[index];
    if (member->visit != NOBODY && engine->visits[member->visit].group != NOBODY) {
        sim_rest_together(engine, &engine->visits[member->visit]);
    } else if (member->visit != NOBODY && member->state == AT_DESK) {
        sim_set_aside(engine, index);
        member->state = ASIDE;
    }
    member->absent++;
    sim_happen(engine, until, COMES_FROM_SITTING, index, 0);
}

static void sim_come_from_sitting(Engine *engine, MemberIndex index) {
    Member *member = &engine->members[index];
    member->absent--;
    if (member->visit != NOBODY && engine->visits[member->visit].group != NOBODY) {
        Visit *visit = &engine->visits[member->visit];
        if (!--visit->at_sittings) sim_go_on_together(engine, member->visit);
    }
    if (member->state != BUSY) {
        member->idle_since = engine->now;
        sim_wait_for_work(engine, index);
    }
}

#endif
