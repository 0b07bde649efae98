/* From which sources, and in which way, the library was built. */
#include "native.h"

#if !defined(SIM_SOURCES) || !defined(SIM_BUILD)
#error "compile with `python hatch_build.py`, which states SIM_SOURCES and SIM_BUILD"
#endif

SIM_EXPORT const char *sim_native_sources(void);
SIM_EXPORT const char *sim_native_build(void);

/* The digest of all C sources: Python refuses a library that was built from others than those beside it. */
const char *sim_native_sources(void) {
    return SIM_SOURCES;
}

/* The digest of sources, compiler and flags: it is found in the file without loading it, and nothing is built twice. */
const char *sim_native_build(void) {
    return SIM_BUILD;
}
