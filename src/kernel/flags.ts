/**
 * V8 and Node flags with which a kernel process is started. On Linux they make fork() safe: a child has only the thread that forked, so V8 must
 * not wait for helper threads. Elsewhere nothing forks, and Node runs as it is.
 */
export function kernelFlags(platform: NodeJS.Platform): readonly string[] {
  return platform === "linux" ? ["--single-threaded", "--v8-pool-size=1", "--expose-gc"] : [];
}
