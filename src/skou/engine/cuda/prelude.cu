// Written for nvcc and NVRTC; a host compiler takes it with __global__ and the like defined away.
#ifndef __CUDACC__
#include <cmath>
using std::copysign;
using std::fabs;
using std::sqrt;
#endif

static __device__ inline long long as_integer(double x) {
#ifdef __CUDACC__
  return __double_as_longlong(x);
#else
  long long bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
#endif
}

static __device__ inline double as_double(long long bits) {
#ifdef __CUDACC__
  return __longlong_as_double(bits);
#else
  double x;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
#endif
}

// not a number if either is not
static __device__ inline double larger_of(double a, double b) { return a > b || a != a ? a : b; }
static __device__ inline double smaller_of(double a, double b) { return a < b || a != a ? a : b; }
