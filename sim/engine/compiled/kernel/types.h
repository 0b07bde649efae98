/* Words that all parts of the engine share. */
#ifndef SIM_TYPES_H
#define SIM_TYPES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int64_t Instant; /* whole seconds of local civil time since 1970 */
typedef int64_t Seconds;

#define UNSET ((Instant)-1)
#define NEVER ((Instant)1 << 62)
#define DAY ((Seconds)86400)
#define NEVER_WORKED (-NEVER)
#define NOBODY (-1)
#define STANDARD_PACE 100

/* Positions of steps, visits and the like in their arrays. */
typedef int32_t Row;
typedef int32_t Application;
typedef int32_t PoolIndex;
typedef int32_t MemberIndex;
typedef int32_t Slot;

#endif
