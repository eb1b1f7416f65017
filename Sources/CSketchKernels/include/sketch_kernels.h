#ifndef SKETCH_KERNELS_H
#define SKETCH_KERNELS_H
#endif
