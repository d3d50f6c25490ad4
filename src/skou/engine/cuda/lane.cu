// One virtual patient: what its thread holds. The arrays lie in local memory, which the device interleaves
// patient by patient. Sizes, slots and knobs are written before this.

struct Lane {
  double y[STATES], reached[STATES], stage[STATES];
  double slope[STATES], stage_slope[STATES], time_slope[STATES];
  double increments[STAGES * STATES];
  double p[PARAMETERS], q[HOISTED], J[JACOBIAN], L[FACTORS];
  double t, h, stop, end, next_output, last_error;
  long long patient, event, output, steps, rejected, blame;
  int fresh;
  bool just_rejected, slope_is_old;
};

struct Step {
  double t, h, end, reciprocal;
};

static __device__ inline const double *doubles(const long long *slots, int slot) {
  return (const double *)slots[slot];
}

static __device__ inline const long long *integers(const long long *slots, int slot) {
  return (const long long *)slots[slot];
}
