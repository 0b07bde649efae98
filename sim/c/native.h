/* What all compiled code of the package shares: the mark of a function that Python calls. */
#ifndef SIM_NATIVE_H
#define SIM_NATIVE_H

#if defined(_WIN32)
#define SIM_EXPORT __declspec(dllexport)
#else
#define SIM_EXPORT __attribute__((visibility("default")))
#endif

#endif
