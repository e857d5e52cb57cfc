/** `import(url)`, which TypeScript would turn into a `require`. */
export const importModule = new Function("url", "return import(url);") as (url: string) => Promise<unknown>;
