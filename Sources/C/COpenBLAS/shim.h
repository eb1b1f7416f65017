#ifndef COpenBLAS_SHIM_H
#define COpenBLAS_SHIM_H

#include <cblas.h>

/* LAPACK's Cholesky factorisation and the solution with it, which OpenBLAS brings along without a header of its own. Column-major. */
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda, double *b, const int *ldb, int *info);

#endif
