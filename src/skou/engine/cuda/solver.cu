// The adaptive solver of one patient: the same decisions in the same order as the CPU's.

static __device__ inline double tolerance(const long long *slots, const double *knobs, int i, double size) {
  return doubles(slots, SLOT_absolute_tolerance)[i] + knobs[KNOB_relative_tolerance] * size;
}

static __device__ inline bool violated(const long long *slots, int i, double before, double after) {
  const double low = doubles(slots, SLOT_lower_limit)[i], high = doubles(slots, SLOT_upper_limit)[i];
  return (after < low && after < before) || (after > high && after > before);
}

// A first step that changes the state by about a tenth; after an event, none longer than that.
static __device__ __noinline__ void choose_fresh_step(Lane &lane, const long long *slots, const double *knobs) {
  double size = 0.0, speed = 0.0;
  for (int i = 0; i < DYNAMIC; ++i) {
    const double allowed = tolerance(slots, knobs, i, fabs(lane.y[i]));
    const double amount = lane.y[i] / allowed, rate = lane.slope[i] / allowed;
    size += amount * amount;
    speed += rate * rate;
  }
  size = sqrt(size * SHARE) + 1.0;
  speed = sqrt(speed * SHARE) + 1e-300;
  double first = FIRST_STEP_CHANGE * size / speed;
  const double tenth = 0.1 * (lane.end - lane.t);
  first = first < tenth ? first : tenth;
  lane.h = lane.fresh == NEW_PATIENT || first < lane.h ? first : lane.h;
  lane.fresh = 0;
}

// The scaled error of the step, and whether it left the limits; ledgers count only if not finite.
static __device__ __noinline__ double scaled_error(const Lane &lane, const Step &step, const long long *slots,
                                                   const double *knobs, bool &outside) {
  double total = 0.0;
  outside = false;
  for (int i = 0; i < DYNAMIC; ++i) {
    const double before = lane.y[i], after = lane.reached[i];
    const double allowed = tolerance(slots, knobs, i, larger_of(fabs(before), fabs(after)));
    const double scaled = error_of(lane, step, i) / allowed;
    total += scaled * scaled;
    outside = outside || violated(slots, i, before, after);
  }
  for (int i = DYNAMIC; i < STATES; ++i) total += lane.reached[i] * 0.0;
  return sqrt(total * SHARE);
}

// The state at fault: not finite slope first, then outside its limits, then the largest error.
static __device__ __noinline__ long long at_fault(const Lane &lane, const Step &step, const long long *slots,
                                                  const double *knobs, bool outside) {
  double worst = -1.0;
  long long found = 0;
  for (int i = 0; i < STATES; ++i) {
    const double before = lane.y[i], after = lane.reached[i];
    const double allowed = tolerance(slots, knobs, i, larger_of(fabs(before), fabs(after)));
    double score = fabs(error_of(lane, step, i) / allowed);
    if (!(score * 0.0 == 0.0)) score = 1e200;
    if (outside && violated(slots, i, before, after)) score = 1e250;
    if (!(lane.stage_slope[i] * 0.0 == 0.0)) score = 1e260;
    if (!(lane.slope[i] * 0.0 == 0.0)) score = 1e300;
    if (score > worst) {
      worst = score;
      found = i;
    }
  }
  return found;
}

static __device__ inline double step_factor(const Lane &lane, double error, bool finite, bool good, bool outside) {
  if (outside || !finite) return FACTOR_AFTER_FAILURE;
  const double log_error = log_(error > 1e-10 ? error : 1e-10);
  const double smooth = log_(lane.last_error) * (0.4 / ERROR_POWER) - log_error * (0.7 / ERROR_POWER);
  const double factor = SAFETY * exp_(good ? smooth : log_error * (-1.0 / ERROR_POWER));
  const double most = !good ? SAFETY : lane.just_rejected ? 1.0 : LARGEST_FACTOR;
  const double bounded = factor > LEAST_FACTOR ? factor : LEAST_FACTOR;
  return bounded < most ? bounded : most;
}

// One trial step; gives the status of a patient who has failed, else OK.
static __device__ long long attempt(Lane &lane, const long long *slots, const double *knobs, bool &at_stop) {
  const double natural = knobs[KNOB_max_step] < lane.h ? knobs[KNOB_max_step] : lane.h;
  const double remaining = lane.stop - lane.t;
  const bool reaches_stop = natural * (1.0 + 1e-9) >= remaining, halved = natural * 2.0 >= remaining;
  Step step;
  step.t = lane.t;
  step.h = reaches_stop ? remaining : halved ? remaining * 0.5 : natural;
  step.end = reaches_stop ? lane.stop : lane.t + step.h;
  step.reciprocal = 1.0 / step.h;
  trial(lane, step);

  bool outside;
  const double error = scaled_error(lane, step, slots, knobs, outside);
  const bool finite = error < 1e100, good = finite && error <= 1.0 && !outside;
  double following = step.h * step_factor(lane, error, finite, good, outside);
  if (good && (reaches_stop || halved) && natural > following) following = natural;
  lane.h = following;
  lane.just_rejected = !good;
  lane.steps += good;
  lane.rejected += !good;

  long long status = STATUS_OK;
  const bool stuck = !good && !(following > fabs(step.t) * SHORTEST_RELATIVE_STEP + SHORTEST_STEP);
  if (stuck || lane.steps + lane.rejected >= slots[SLOT_max_steps]) {
    const bool left = stuck && outside && finite;
    status = left ? STATUS_OUTSIDE_LIMITS : finite ? STATUS_STEP_LIMIT : STATUS_NON_FINITE;
    lane.blame = at_fault(lane, step, slots, knobs, left);
  }
  at_stop = good && reaches_stop;
  if (!good) return status;
  lane.last_error = error > 1e-4 ? error : 1e-4;
  while (lane.next_output < step.end) {
    dense(lane, step, (lane.next_output - step.t) * step.reciprocal);
    record(lane, slots, lane.stage);
  }
  for (int i = 0; i < STATES; ++i) lane.y[i] = lane.reached[i];
  accepted(lane);
  lane.t = step.end;
  return at_stop ? STATUS_OK : status;
}

static __device__ long long run(Lane &lane, const long long *slots, const double *knobs) {
  advance(lane, slots);
  if (lane.t >= lane.end) return STATUS_OK;
  prepare(lane.p, lane.q);
  for (;;) {
    if (lane.slope_is_old) begin(lane);
    lane.slope_is_old = false;
    if (lane.fresh) choose_fresh_step(lane, slots, knobs);
    bool at_stop;
    const long long status = attempt(lane, slots, knobs, at_stop);
    if (status != STATUS_OK) return status;
    if (!at_stop) continue;
    advance(lane, slots);
    if (lane.t >= lane.end) return STATUS_OK;
    prepare(lane.p, lane.q);
    lane.fresh = AFTER_EVENT;
    lane.slope_is_old = true;
  }
}

extern "C" __global__ void __launch_bounds__(BLOCK) solve(const long long *slots, const double *knobs) {
  const long long patient = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (patient >= slots[SLOT_patients]) return;
  Lane lane;
  admit(lane, slots, patient);
  finish(lane, slots, run(lane, slots, knobs));
}
