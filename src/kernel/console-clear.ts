/** `console.clear()` clears a terminal, which there is none of; here it clears what the front end shows of the cell. */
export function replaceConsoleClear(clear: () => void): void {
  Object.defineProperty(console, "clear", { value: clear, configurable: true, writable: true, enumerable: true });
}
