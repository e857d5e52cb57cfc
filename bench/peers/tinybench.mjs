// tinybench times some statements: the argument is JSON. Prints the median and the mean of its samples, in nanoseconds.
import { Bench } from "tinybench";

const { setup, statements } = JSON.parse(process.argv[2]);
// A fifth of what is usual: it takes longer to sort its millions of samples than to take them.
const bench = new Bench({ throws: true, time: 200 });
bench.add("body", new Function(`${setup} return () => { ${statements} };`)());
const [{ result }] = await bench.run();
const { p50, mean } = result.latency;
console.log(JSON.stringify({ medianNs: p50 * 1e6, meanNs: mean * 1e6 }));
