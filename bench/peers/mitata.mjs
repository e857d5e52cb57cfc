// mitata times one body: the argument is its JSON. Prints the median and the mean of its samples, in nanoseconds.
import { do_not_optimize, measure } from "mitata";

const { setup, expression, isAsync } = JSON.parse(process.argv[2]);
// A promise is what mitata looks for and awaits; of any other value it must be told that it matters.
const timed = isAsync ? expression : `keep(${expression})`;
const body = new Function("keep", `${setup} return () => ${timed};`)(do_not_optimize);
const { p50, avg } = await measure(body);
console.log(JSON.stringify({ medianNs: p50, meanNs: avg }));
