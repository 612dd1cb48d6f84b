// Runs every row and prints one line of JSON: { row: { "nanoseconds": median per unit, "unit": …, "samples": […] } }.

import { rows } from "./rows.mjs";

const SAMPLES = 9;
const results = {};
for (const [name, [count, unit, run]] of Object.entries(rows)) {
  try {
    for (let round = 0; round < 3; round++) await run(count);
    const samples = [];
    for (let round = 0; round < SAMPLES; round++) {
      const start = performance.now();
      await run(count);
      samples.push(((performance.now() - start) * 1e6) / count);
    }
    samples.sort((a, b) => a - b);
    results[name] = {
      nanoseconds: Math.round(samples[SAMPLES >> 1]),
      unit,
      samples: samples.map(Math.round),
    };
  } catch (error) {
    results[name] = { error: String(error), unit };
  }
}
console.log(JSON.stringify(results));
