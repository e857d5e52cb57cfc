/** `import(url)`, which TypeScript would turn into a `require`. */
// eslint-disable-next-line @typescript-eslint/no-implied-eval -- the text is this one, always
export const importModule = new Function("url", "return import(url);") as (url: string) => Promise<unknown>;
