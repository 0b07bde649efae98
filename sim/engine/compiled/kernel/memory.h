/* Memory of one run, and arrays that grow. A failed allocation ends the run by a jump, so that no caller has to ask. */
#ifndef SIM_MEMORY_H
#define SIM_MEMORY_H

#include <setjmp.h>
#include <stddef.h>

#include "types.h"

enum { SUCCEEDED, FAILED_MEMORY, FAILED_SPAN };

/* What stands before every block, so that all of a run can be freed together. */
typedef union Block {
    struct {
        union Block *before, *after;
    };
    max_align_t aligned;
} Block;

typedef struct {
    jmp_buf jump;
    Block *last;
} Memory;

static void *sim_linked(Memory *memory, Block *block) {
    if (!block) longjmp(memory->jump, FAILED_MEMORY);
    block->before = memory->last;
    block->after = NULL;
    if (memory->last) memory->last->after = block;
    memory->last = block;
    return block + 1;
}

static void sim_unlinked(Memory *memory, Block *block) {
    if (block->before) block->before->after = block->after;
    if (block->after) block->after->before = block->before;
    else memory->last = block->before;
}

/* A block of zeros. */
static void *sim_zeros(Memory *memory, size_t number, size_t size) {
    return sim_linked(memory, calloc(1, sizeof(Block) + (number ? number : 1) * size));
}

/* A block of another size that begins as an earlier one; that may be none. */
static void *sim_grown(Memory *memory, void *earlier, size_t size) {
    if (!earlier) return sim_linked(memory, malloc(sizeof(Block) + size));
    Block *block = (Block *)earlier - 1;
    sim_unlinked(memory, block);
    Block *grown = realloc(block, sizeof(Block) + size);
    if (!grown) sim_linked(memory, block);
    return sim_linked(memory, grown);
}

static void sim_free_all(Memory *memory) {
    while (memory->last) {
        Block *block = memory->last;
        memory->last = block->before;
        free(block);
    }
}

/* A table of whole numbers that grows row by row. */
typedef struct {
    int64_t *items;
    int64_t number, room;
} Table;

/* Room for a row of so many columns, which follows the rows before it. */
static int64_t *sim_new_row(Memory *memory, Table *table, int columns) {
    if ((table->number + 1) * columns > table->room) {
        table->room = table->room ? 2 * table->room : 64 * columns;
        table->items = sim_grown(memory, table->items, (size_t)table->room * sizeof(int64_t));
    }
    return table->items + columns * table->number++;
}

#endif
