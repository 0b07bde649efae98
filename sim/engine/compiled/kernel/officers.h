/* The officer of a file: docs/model.md, section 3.21. */
#ifndef SIM_OFFICERS_H
#define SIM_OFFICERS_H

#include "roster.h"

/* Make a member the officer of the application that makes a visit, unless it has one or the step asks for none. */
static void sim_name(Engine *engine, MemberIndex index, const Visit *visit) {
    if (!(engine->action[visit->row] & OF_OFFICER)) return;
    if (sim_assignment(engine, visit->application, visit->home) != NOBODY) return;
    int32_t i = engine->free_assignment;
    if (i != NOBODY) {
        engine->free_assignment = engine->assignments[i].next;
    } else {
        if (engine->assignments_number == engine->assignments_room) {
            int32_t room = engine->assignments_room ? 2 * engine->assignments_room : 64;
            size_t size = (size_t)room * sizeof(Assignment);
            engine->assignments = sim_grown(&engine->memory, engine->assignments, size);
            engine->assignments_room = room;
        }
        i = engine->assignments_number++;
    }
    Member *member = &engine->members[index];
    int64_t row = engine->officers.number;
    int64_t values[5] = {visit->application, visit->home, member->number, engine->now, UNSET};
    memcpy(sim_new_row(&engine->memory, &engine->officers, 5), values, sizeof values);
    int32_t *head = &engine->assignments_of[visit->application];
    engine->assignments[i] =
        (Assignment){visit->application, visit->home, index, row, *head, NOBODY, member->assignments};
    if (member->assignments != NOBODY) engine->assignments[member->assignments].before = i;
    *head = member->assignments = i;
    member->files_under_way++;
}

static void sim_end_assignment(Engine *engine, int32_t i) {
    Assignment *assignment = &engine->assignments[i];
    Member *member = &engine->members[assignment->member];
    engine->officers.items[5 * assignment->row + 4] = engine->now;
    int32_t *link = &engine->assignments_of[assignment->application];
    while (*link != i) link = &engine->assignments[*link].next;
    *link = assignment->next;
    if (assignment->before != NOBODY) engine->assignments[assignment->before].following = assignment->following;
    else member->assignments = assignment->following;
    if (assignment->following != NOBODY) engine->assignments[assignment->following].before = assignment->before;
    member->files_under_way--;
    assignment->next = engine->free_assignment;
    engine->free_assignment = i;
}

/* Note that an application needs its officers no more, as its applicant has ended it. */
static void sim_needs_no_officers(Engine *engine, Application application) {
    if (!engine->assignments_of) return;
    while (engine->assignments_of[application] != NOBODY)
        sim_end_assignment(engine, engine->assignments_of[application]);
}

/* Note the end of a step; with the last one of the pool the application needs its officer no more. */
static void sim_step_over(Engine *engine, const Visit *visit) {
    if (!(engine->action[visit->row] & LAST_OF_OFFICER)) return;
    int32_t i = sim_assignment(engine, visit->application, visit->home);
    if (i != NOBODY) sim_end_assignment(engine, i);
}

/* The member with the fewest files under way who is not away so long that he gives his files up; NOBODY without one. */
static MemberIndex sim_next_officer(const Engine *engine, const Pool *pool) {
    MemberIndex best = NOBODY;
    for (MemberIndex i = pool->members_first; i < pool->members_first + pool->members_number; i++) {
        const Member *member = &engine->members[i];
        if (member->gives_up) continue;
        const Member *other = best == NOBODY ? NULL : &engine->members[best];
        if (!other || member->files_under_way < other->files_under_way ||
            (member->files_under_way == other->files_under_way && member->idle_since < other->idle_since))
            best = i;
    }
    return best;
}

/* Let those that wait for one officer wait for whoever may take them now; with `name`, an officer is named for each. */
static void sim_assign_anew(Engine *engine, PoolIndex index, Queue *queue, int32_t officer, bool name) {
    Pool *pool = &engine->pools[index];
    Heap *heap = &queue->of_officer[officer + 1];
    int32_t number = heap->number;
    if (!number) return;
    Entry *entries = sim_grown(&engine->memory, NULL, (size_t)number * sizeof(Entry));
    memcpy(entries, heap->items, (size_t)number * sizeof(Entry));
    qsort(entries, (size_t)number, sizeof(Entry), sim_compare_entries);
    heap->number = 0;
    sim_queue_emptied(queue, officer);
    for (int32_t i = 0; i < number; i++) {
        Visit *visit = &engine->visits[entries[i].slot];
        if (name) {
            MemberIndex next = sim_next_officer(engine, pool);
            if (next != NOBODY) sim_name(engine, next, visit);
        }
        sim_queue_add(engine, queue, entries[i], sim_officer_of(engine, pool, visit));
    }
    sim_unlinked(&engine->memory, (Block *)entries - 1);
    free((Block *)entries - 1);
}

/* Name an officer for every visit that is to get one as soon as it waits; none where all members are on leave. */
static void sim_name_officers(Engine *engine, PoolIndex index) {
    sim_assign_anew(engine, index, &engine->pools[index].hall, NOBODY_YET, true);
    sim_assign_anew(engine, index, &engine->pools[index].desk, NOBODY_YET, true);
}

/* Let a member be nobody's officer any more; what waited for him waits at its place for whoever is next. */
static void sim_give_up_files(Engine *engine, MemberIndex index) {
    Member *member = &engine->members[index];
    Pool *pool = &engine->pools[member->pool];
    if (!pool->has_officers) return;
    while (member->assignments != NOBODY) sim_end_assignment(engine, member->assignments);
    sim_assign_anew(engine, member->pool, &pool->hall, member->number, false);
    sim_assign_anew(engine, member->pool, &pool->desk, member->number, false);
    sim_touch(engine, member->pool);
}

#endif
