/* Heaps: what is going to happen, who waits, and whose turn it is. */
#ifndef SIM_HEAPS_H
#define SIM_HEAPS_H

#include "memory.h"

/* ---- what is going to happen ---- */

/* An event: when, what (KIND_BITS of `what`), of whom, and the stamp that has to hold still (the other bits). */
typedef struct {
    Instant at;
    uint32_t what;
    int32_t whom;
} Event;

#define KIND_BITS 5
#define STAMP(stamp) ((uint32_t)(stamp) << KIND_BITS)

typedef struct {
    Event *items;
    int64_t number, room;
} Agenda;

static void sim_agenda_push(Memory *memory, Agenda *agenda, Event event) {
    if (agenda->number == agenda->room) {
        int64_t room = agenda->room ? 2 * agenda->room : 256;
        agenda->items = sim_grown(memory, agenda->items, (size_t)room * sizeof(Event));
        agenda->room = room;
    }
    int64_t i = agenda->number++;
    Event *items = agenda->items;
    while (i) { /* four children of each, so that they lie side by side */
        int64_t above = (i - 1) / 4;
        if (items[above].at <= event.at) break;
        items[i] = items[above];
        i = above;
    }
    items[i] = event;
}

static Event sim_agenda_pop(Agenda *agenda) {
    Event *items = agenda->items, first = items[0];
    int64_t number = --agenda->number;
    if (number) {
        Event moved = items[number];
        int64_t i = 0;
        for (;;) {
            int64_t child = 4 * i + 1, last = child + 4 < number ? child + 4 : number;
            if (child >= number) break;
            int64_t least = child;
            for (int64_t k = child + 1; k < last; k++)
                if (items[k].at < items[least].at) least = k;
            if (items[least].at >= moved.at) break;
            items[i] = items[least];
            i = least;
        }
        items[i] = moved;
    }
    return first;
}

/* ---- what waits, and whose turn it is: keys of three parts ---- */

/* The key of a visit that waits (band and class; came or first queued; application), or of a member whose turn it may be
   (files in hand; idle since; number). */
typedef struct {
    uint64_t first;
    int64_t second;
    int32_t third;
    int32_t slot;
} Entry;

typedef struct {
    Entry *items;
    int32_t number, room;
} Heap;

static inline bool sim_less(const Entry *a, const Entry *b) {
    if (a->first != b->first) return a->first < b->first;
    if (a->second != b->second) return a->second < b->second;
    return a->third < b->third;
}

static void sim_heap_push(Memory *memory, Heap *heap, Entry entry) {
    if (heap->number == heap->room) {
        int32_t room = heap->room ? 2 * heap->room : 8;
        heap->items = sim_grown(memory, heap->items, (size_t)room * sizeof(Entry));
        heap->room = room;
    }
    int32_t i = heap->number++;
    while (i) {
        int32_t above = (i - 1) / 2;
        if (!sim_less(&entry, &heap->items[above])) break;
        heap->items[i] = heap->items[above];
        i = above;
    }
    heap->items[i] = entry;
}

static void sim_heap_sink(Heap *heap, int32_t i, Entry moved) {
    for (;;) {
        int32_t child = 2 * i + 1;
        if (child >= heap->number) break;
        if (child + 1 < heap->number && sim_less(&heap->items[child + 1], &heap->items[child])) child++;
        if (!sim_less(&heap->items[child], &moved)) break;
        heap->items[i] = heap->items[child];
        i = child;
    }
    heap->items[i] = moved;
}

static Entry sim_heap_pop(Heap *heap) {
    Entry first = heap->items[0];
    Entry moved = heap->items[--heap->number];
    if (heap->number) sim_heap_sink(heap, 0, moved);
    return first;
}

/* Make a heap of entries in any order. */
static void sim_heap_build(Heap *heap) {
    for (int32_t i = heap->number / 2 - 1; i >= 0; i--) sim_heap_sink(heap, i, heap->items[i]);
}

static int sim_compare_entries(const void *a, const void *b) {
    return sim_less(a, b) ? -1 : sim_less(b, a) ? 1 : 0;
}

/* Put the entries in order; what is in order is a heap too. */
static void sim_heap_sort(Heap *heap) {
    if (heap->number > 1) qsort(heap->items, (size_t)heap->number, sizeof(Entry), sim_compare_entries);
}

/* ---- first come, first served: entries that are nearly in order as they come ---- */

typedef struct {
    Instant since;
    int32_t whom;
    Row row; /* of a file */
} Place;

typedef struct {
    Place *items;
    int32_t begin, number, room; /* room is a power of two */
} Line;

/* Room for so many places: a power of two. */
static size_t sim_line_room(int64_t number) {
    size_t room = 1;
    while ((int64_t)room < number) room *= 2;
    return room;
}

/* Add one whose instant is at least as late as all others; ties stand by number. */
static void sim_line_add(Memory *memory, Line *line, Place place) {
    if (line->number == line->room) {
        int32_t room = line->room ? 2 * line->room : 4;
        line->items = sim_grown(memory, line->items, (size_t)room * sizeof(Place));
        for (int32_t k = 0; k < line->begin; k++) line->items[line->room + k] = line->items[k]; /* what went round the end */
        line->room = room;
    }
    int32_t mask = line->room - 1, i = line->number++;
    while (i) {
        Place *before = &line->items[(line->begin + i - 1) & mask];
        if (before->since < place.since || (before->since == place.since && before->whom < place.whom)) break;
        line->items[(line->begin + i) & mask] = *before;
        i--;
    }
    line->items[(line->begin + i) & mask] = place;
}

static inline Place sim_line_take(Line *line) {
    Place first = line->items[line->begin];
    line->begin = (line->begin + 1) & (line->room - 1);
    line->number--;
    return first;
}

#endif
