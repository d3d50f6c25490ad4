// Beginning, stops and end of one patient. Patient index is the fastest everywhere, so that the threads of a
// warp touch neighbouring addresses.

static __device__ void record(Lane &lane, const long long *slots, const double *source) {
  const long long patients = slots[SLOT_patients];
  double *kept = (double *)slots[SLOT_kept];
  const long long *order = integers(slots, SLOT_state_order);
  for (int k = 0; k < STATES; ++k)
    kept[(lane.output * STATES + order[k]) * patients + lane.patient] = source[k];
  ++lane.output;
  lane.next_output = lane.output < slots[SLOT_n_times] ? doubles(slots, SLOT_times)[lane.output] : INFINITE;
}

static __device__ void apply_change(Lane &lane, const long long *slots, long long change) {
  const long long kind = integers(slots, SLOT_change_kind)[change];
  const long long index = integers(slots, SLOT_change_index)[change];
  const long long place = integers(slots, SLOT_change_value_offset)[change] +
                          lane.patient * integers(slots, SLOT_change_value_stride)[change];
  const double value = doubles(slots, SLOT_change_values)[place];
  if (kind == CHANGE_SET) lane.p[index] = value;
  if (kind == CHANGE_SCALE) lane.p[index] *= value;
  if (kind == CHANGE_ADD) lane.y[index] += value;
}

// At a stop: the events that are due, then the outputs that are due, then the next stop.
static __device__ __noinline__ void advance(Lane &lane, const long long *slots) {
  lane.stop = lane.end;
  while (lane.event < slots[SLOT_n_events]) {
    const long long place = integers(slots, SLOT_event_time_offset)[lane.event] +
                            lane.patient * integers(slots, SLOT_event_time_stride)[lane.event];
    const double due = doubles(slots, SLOT_event_times)[place];
    if (due > lane.t) {
      if (due < lane.stop) lane.stop = due;
      break;
    }
    const long long *first = integers(slots, SLOT_event_changes);
    for (long long k = first[lane.event]; k < first[lane.event + 1]; ++k) apply_change(lane, slots, k);
    ++lane.event;
  }
  while (lane.next_output <= lane.t) record(lane, slots, lane.y);
}

static __device__ void admit(Lane &lane, const long long *slots, long long patient) {
  const long long *order = integers(slots, SLOT_state_order);
  const double *initial = doubles(slots, SLOT_initial) + patient * slots[SLOT_initial_patient];
  for (int k = 0; k < STATES; ++k) {
    lane.y[k] = initial[order[k] * slots[SLOT_initial_row]];
    lane.time_slope[k] = lane.stage_slope[k] = 0.0;
  }
  const double *given = doubles(slots, SLOT_parameters) + patient * slots[SLOT_parameters_patient];
  for (int k = 0; k < GIVEN_PARAMETERS; ++k) lane.p[k] = given[k * slots[SLOT_parameters_row]];
  const double *times = doubles(slots, SLOT_times);
  lane.t = lane.next_output = times[0];
  lane.end = times[slots[SLOT_n_times] - 1];
  lane.h = lane.last_error = 1.0;
  lane.patient = patient;
  lane.event = lane.output = lane.steps = lane.rejected = 0;
  lane.blame = -1;
  lane.fresh = NEW_PATIENT;
  lane.just_rejected = false;
  lane.slope_is_old = true;
}

// What a patient leaves behind; outputs that were not reached are not a number.
static __device__ void finish(Lane &lane, const long long *slots, long long status) {
  const long long patients = slots[SLOT_patients];
  const long long *order = integers(slots, SLOT_state_order);
  double *kept = (double *)slots[SLOT_kept], *last = (double *)slots[SLOT_final];
  for (; lane.output < slots[SLOT_n_times]; ++lane.output)
    for (int k = 0; k < STATES; ++k)
      kept[(lane.output * STATES + k) * patients + lane.patient] = NOT_A_NUMBER;
  for (int k = 0; k < STATES; ++k) last[order[k] * patients + lane.patient] = lane.y[k];
  ((double *)slots[SLOT_final_time])[lane.patient] = lane.t;
  ((long long *)slots[SLOT_status])[lane.patient] = status;
  ((long long *)slots[SLOT_fault_state])[lane.patient] = lane.blame;
  ((long long *)slots[SLOT_steps])[lane.patient] = lane.steps;
  ((long long *)slots[SLOT_rejected])[lane.patient] = lane.rejected;
}
