#ifndef CICU_SHIM_H
#define CICU_SHIM_H
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ubrk.h>
#include <unicode/uscript.h>
#include <unicode/uchar.h>
#endif
