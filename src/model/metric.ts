/**
 * Which memory a measurement is of. `rss`: all that is resident. `anon`: of that, what the process has for itself, without the files that it
 * maps. `heap`: what V8 counts as used of its heap. `external`: what V8 knows to be held by its objects outside of the heap, such as the
 * contents of buffers.
 */
export type Metric = "rss" | "anon" | "heap" | "external";
