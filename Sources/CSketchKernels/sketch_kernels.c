#include "sketch_kernels.h"
