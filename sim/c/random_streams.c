/* Uniform numbers at an address: numpy's SeedSequence and PCG64, whose numbers are the same on all machines.

   M. E. O'Neill 2014, PCG: a family of simple fast space-efficient statistically good algorithms for random number
   generation, Harvey Mudd College HMC-CS-2014-0905 (the generator, in its form of 128 bits with the output XSL RR), and the
   design of seed sequences that numpy documents in `numpy.random.SeedSequence`. */
#include <stdint.h>

#include "native.h"

/* The numbers of an address: the words of its entropy as little-endian bytes, at least four of them; none of the numbers is
   below `least`. */
SIM_EXPORT void sim_uniforms(const unsigned char *entropy, int64_t words, int64_t size, double least, double *out);

enum { POOL = 4 };

typedef struct {
    uint64_t high, low;
} Wide;

/* One round of hashing; its constant goes on by a factor. */
static uint32_t hashed(uint32_t value, uint32_t *constant, uint32_t factor) {
    value ^= *constant;
    *constant *= factor;
    value *= *constant;
    return value ^ (value >> 16);
}

static uint32_t mixed(uint32_t into, uint32_t value) {
    const uint32_t result = 0xca01f9ddu * into - 0x4973f715u * value;
    return result ^ (result >> 16);
}

static uint32_t word_at(const unsigned char *bytes, int64_t word) {
    const unsigned char *at = bytes + 4 * word;
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Seeds: four words of 64 bits from entropy of any length. */
static void seeds_of(const unsigned char *entropy, int64_t words, uint64_t seeds[4]) {
    uint32_t pool[POOL], constant = 0x43b0d7e5u;
    for (int i = 0; i < POOL; i++)
        pool[i] = hashed(word_at(entropy, i), &constant, 0x931e8875u);
    for (int from = 0; from < POOL; from++)
        for (int to = 0; to < POOL; to++)
            if (from != to)
                pool[to] = mixed(pool[to], hashed(pool[from], &constant, 0x931e8875u));
    for (int64_t from = POOL; from < words; from++)
        for (int to = 0; to < POOL; to++)
            pool[to] = mixed(pool[to], hashed(word_at(entropy, from), &constant, 0x931e8875u));
    constant = 0x8b51f9ddu;
    for (int i = 0; i < 4; i++) {
        const uint64_t low = hashed(pool[2 * i % POOL], &constant, 0x58f38dedu);
        seeds[i] = low | (uint64_t)hashed(pool[(2 * i + 1) % POOL], &constant, 0x58f38dedu) << 32;
    }
}

static Wide sum(Wide a, Wide b) {
    const uint64_t low = a.low + b.low;
    return (Wide){a.high + b.high + (low < a.low), low};
}

/* The product of two numbers of 64 bits. */
static Wide product(uint64_t a, uint64_t b) {
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 Whole;
    const Whole whole = (Whole)a * b;
    return (Wide){(uint64_t)(whole >> 64), (uint64_t)whole};
#else
    const uint64_t half = 0xffffffffu;
    const uint64_t low = (a & half) * (b & half), cross = (a >> 32) * (b & half) + (low >> 32);
    const uint64_t other = (a & half) * (b >> 32) + (cross & half);
    return (Wide){(a >> 32) * (b >> 32) + (cross >> 32) + (other >> 32), other << 32 | (low & half)};
#endif
}

/* The next state of the generator: a linear congruence modulo 2^128. */
static Wide stepped(Wide state, Wide increment) {
    const uint64_t high = 0x2360ed051fc65da4u, low = 0x4385df649fccf645u;
    Wide next = product(state.low, low);
    next.high += state.high * low + state.low * high;
    return sum(next, increment);
}

void sim_uniforms(const unsigned char *entropy, int64_t words, int64_t size, double least, double *out) {
    uint64_t seeds[4];
    seeds_of(entropy, words, seeds);
    const Wide increment = {seeds[2] << 1 | seeds[3] >> 63, seeds[3] << 1 | 1u};
    Wide state = stepped(sum(increment, (Wide){seeds[0], seeds[1]}), increment);
    for (int64_t i = 0; i < size; i++) {
        state = stepped(state, increment);
        const uint64_t bits = state.high ^ state.low;
        const unsigned turn = (unsigned)(state.high >> 58);
        const uint64_t turned = bits >> turn | bits << ((64 - turn) & 63);
        const double number = (double)(turned >> 11) * 0x1p-53;
        out[i] = number < least ? least : number;
    }
}
