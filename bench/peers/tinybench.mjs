// tinybench times some statements: the argument is JSON. Prints the median of its samples, in nanoseconds.
import { Bench } from "tinybench";

const { setup, statements } = JSON.parse(process.argv[2]);
const bench = new Bench({ throws: true });
bench.add("body", new Function(`${setup} return () => { ${statements} };`)());
const [{ result }] = await bench.run();
console.log(result.latency.p50 * 1e6);
