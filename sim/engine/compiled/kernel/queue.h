/* Who and what waits for a pool of people: in its hall and on its desk. */
#ifndef SIM_QUEUE_H
#define SIM_QUEUE_H

#include "order.h"

#define ANYBODY (-2)
#define NOBODY_YET (-1) /* the file is to get an officer as soon as it waits */

static inline bool sim_waits(const Queue *queue) { return queue->anybody.number || queue->nonempty_number; }

static void sim_queue_add(Engine *engine, Queue *queue, Entry entry, int32_t officer) {
    if (officer == ANYBODY) {
        sim_heap_push(&engine->memory, &queue->anybody, entry);
        return;
    }
    Heap *heap = &queue->of_officer[officer + 1];
    if (!heap->number) queue->nonempty[queue->nonempty_number++] = officer + 1;
    sim_heap_push(&engine->memory, heap, entry);
}

static void sim_queue_emptied(Queue *queue, int32_t officer) {
    for (int32_t k = 0; k < queue->nonempty_number; k++)
        if (queue->nonempty[k] == officer + 1) {
            queue->nonempty[k] = queue->nonempty[--queue->nonempty_number];
            return;
        }
}

static Slot sim_queue_take(Queue *queue, int32_t officer) {
    if (officer == ANYBODY) return sim_heap_pop(&queue->anybody).slot;
    Heap *heap = &queue->of_officer[officer + 1];
    Slot slot = sim_heap_pop(heap).slot;
    if (!heap->number) sim_queue_emptied(queue, officer);
    return slot;
}

/* The first of all, for whomever it waits; `officer` becomes whose it is. */
static const Entry *sim_queue_first(const Queue *queue, int32_t *officer) {
    const Entry *first = queue->anybody.number ? &queue->anybody.items[0] : NULL;
    *officer = ANYBODY;
    for (int32_t k = 0; k < queue->nonempty_number; k++) {
        const Entry *other = &queue->of_officer[queue->nonempty[k]].items[0];
        if (!first || sim_less(other, first)) {
            first = other;
            *officer = queue->nonempty[k] - 1;
        }
    }
    return first;
}

static bool sim_heap_remove(Heap *heap, Slot slot) {
    for (int32_t i = 0; i < heap->number; i++)
        if (heap->items[i].slot == slot) {
            heap->items[i] = heap->items[--heap->number];
            sim_heap_build(heap);
            return true;
        }
    return false;
}

/* Take one out, wherever it stands; tell whether it waited. */
static bool sim_queue_remove(Queue *queue, Slot slot) {
    if (sim_heap_remove(&queue->anybody, slot)) return true;
    for (int32_t k = 0; k < queue->nonempty_number; k++) {
        int32_t officer = queue->nonempty[k] - 1;
        if (sim_heap_remove(&queue->of_officer[officer + 1], slot)) {
            if (!queue->of_officer[officer + 1].number) sim_queue_emptied(queue, officer);
            return true;
        }
    }
    return false;
}

/* ---- whose file it is ---- */

static int32_t sim_assignment(const Engine *engine, Application application, PoolIndex pool) {
    int32_t i = engine->assignments_of[application];
    while (i != NOBODY && engine->assignments[i].pool != pool) i = engine->assignments[i].next;
    return i;
}

/* The number of the member who alone may take a visit, ANYBODY, or NOBODY_YET. */
static int32_t sim_officer_of(const Engine *engine, const Pool *pool, const Visit *visit) {
    if (!pool->has_officers) return ANYBODY;
    uint8_t action = engine->action[visit->row];
    if (!(action & OF_OFFICER)) return ANYBODY;
    int32_t i = sim_assignment(engine, visit->application, visit->home);
    if (i != NOBODY) return engine->members[engine->assignments[i].member].number;
    return action & OFFICER_AT_ONCE ? NOBODY_YET : ANYBODY;
}

/* ---- the desk ---- */

static void sim_lay(Engine *engine, PoolIndex index, Slot slot) {
    Pool *pool = &engine->pools[index];
    Visit *visit = &engine->visits[slot];
    int band = visit->rises <= engine->now ? RISEN : ORDINARY;
    Entry entry = sim_key(band, visit->class, visit->first_queued, visit->application, slot);
    sim_queue_add(engine, &pool->desk, entry, sim_officer_of(engine, pool, visit));
    if (band == ORDINARY && visit->rises != NEVER) sim_happen(engine, visit->rises, FILES_RISE, index, 0);
    sim_touch(engine, index);
}

/* Let every file on a desk rise whose deadline is near by now. */
static void sim_files_rise(Engine *engine, PoolIndex index) {
    Pool *pool = &engine->pools[index];
    if (pool->raised_at == engine->now) return; /* what was laid since has its band */
    pool->raised_at = engine->now;
    sim_raise(engine, &pool->desk.anybody);
    for (int32_t k = 0; k < pool->desk.nonempty_number; k++)
        sim_raise(engine, &pool->desk.of_officer[pool->desk.nonempty[k]]);
    sim_touch(engine, index);
}

/* ---- the hall ---- */

static void sim_watch_the_close(Engine *engine, PoolIndex index) {
    Pool *pool = &engine->pools[index];
    if (engine->now < pool->watched_close) return; /* it is still the next one */
    pool->watched_close = sim_next_day_close(&engine->calendar, pool->attended, engine->now);
    if (pool->watched_close != NEVER) sim_happen(engine, pool->watched_close, HALL_CLOSES, index, 0);
}

static void sim_queue_in_the_hall(Engine *engine, PoolIndex index, Slot slot) {
    Pool *pool = &engine->pools[index];
    Visit *visit = &engine->visits[slot];
    Entry entry = sim_key(visit->with_appointment ? 0 : 1, visit->class, visit->came, visit->application, slot);
    sim_queue_add(engine, &pool->hall, entry, sim_officer_of(engine, pool, visit));
    sim_watch_the_close(engine, index);
    sim_touch(engine, index);
}

/* Tell whether somebody waits who may be served now; else let the pool dispatch when that becomes so. */
static bool sim_hall_has_turn(Engine *engine, PoolIndex index) {
    Pool *pool = &engine->pools[index];
    if (!sim_waits(&pool->hall)) return false;
    if (engine->now >= pool->hall_closes)
        sim_interval_at(&engine->calendar, pool->attended, engine->now, &pool->hall_opens, &pool->hall_closes);
    if (engine->now >= pool->hall_opens) return true;
    if (pool->hall_opens != pool->watched_opening) {
        pool->watched_opening = pool->hall_opens;
        sim_happen(engine, pool->hall_opens, TOUCHES, index, 0);
    }
    return false;
}

/* Let those of a heap leave who queued before this instant. */
static void sim_leave_the_hall(Engine *engine, Heap *heap) {
    int32_t number = heap->number;
    heap->number = 0;
    for (int32_t i = 0; i < number; i++) {
        Visit *visit = &engine->visits[heap->items[i].slot];
        Row row = visit->row;
        if (engine->out->queued[row] >= engine->now) {
            heap->items[heap->number++] = heap->items[i];
            continue;
        }
        if (engine->out->visit[row] >= engine->workload->most_visits) { /* he does not come back */
            engine->out->finished[row] = engine->now;
            sim_happen(engine, engine->now, IS_LOST, visit->application, 0);
        } else {
            sim_end_visit(engine, row, visit->home, UNSET, UNSET, 0);
            engine->out->queued[row] = UNSET;
            sim_happen(engine, engine->now, TURNED_AWAY, visit->application, 0);
        }
        sim_free_visit(engine, heap->items[i].slot);
    }
    sim_heap_build(heap);
}

/* Let whoever queued before this instant leave, if the hall closes for the day at it. */
static void sim_turn_away_at_the_close(Engine *engine, PoolIndex index) {
    Pool *pool = &engine->pools[index];
    if (pool->empties_at != engine->now) return;
    pool->empties_at = UNSET;
    sim_leave_the_hall(engine, &pool->hall.anybody);
    for (int32_t k = pool->hall.nonempty_number - 1; k >= 0; k--) {
        Heap *heap = &pool->hall.of_officer[pool->hall.nonempty[k]];
        sim_leave_the_hall(engine, heap);
        if (!heap->number) pool->hall.nonempty[k] = pool->hall.nonempty[--pool->hall.nonempty_number];
    }
    if (sim_waits(&pool->hall)) sim_watch_the_close(engine, index);
}

#endif
