#ifndef SHIPPED_RULES_H
#define SHIPPED_RULES_H

#include <stddef.h>
#include <stdint.h>

/* The folder rules/ of the repository as it was when the program was compiled: the compiler itself reads the files, so that nothing is
   copied by hand and a changed rule makes a new object file. */

typedef struct {
    const char *path; /* below rules/ */
    const uint8_t *bytes;
    size_t count;
} shipped_file;

size_t shipped_file_count(void);

/* In the byte order of their paths; `index` is less than the count. */
shipped_file shipped_file_at(size_t index);

#endif
