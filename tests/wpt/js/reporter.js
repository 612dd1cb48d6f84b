// Runs right after testharness.js, in the place of testharnessreport.js: has every state change, result and the final
// statuses sent to the runner. A function expression.
() => {
  "use strict";
  const { state, result, complete } = globalThis.__reporter;
  delete globalThis.__reporter;
  // Asynchronous tests only become known to the runner here when the page ends before they do.
  add_test_state_callback(state);
  add_result_callback(result);
  add_completion_callback(complete);
}
