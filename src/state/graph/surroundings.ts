/** What every process has, by the same path in each. */
export interface BuiltInPaths {
  pathOf(value: object | symbol): string | undefined;
}

/** Something that is not described but found again, by its name, in the other process. */
export interface Place {
  readonly kind: "built-in" | "host";
  readonly name: string;
}

/** A file that was loaded as a module. */
export interface LoadedModule {
  readonly url: string;
  readonly exports: unknown;
}

/** What lies around the notebook's own objects: where a description ends. */
export interface Surroundings {
  readonly builtIns: BuiltInPaths;
  placeOf(value: object | symbol): Place | undefined;
  /** A module by the address of its file. */
  moduleAt(url: string): LoadedModule | undefined;
  /** The module whose exports a value is, so that it is one and the same for all who load it. */
  moduleThatExports(value: object | symbol): LoadedModule | undefined;
  moduleOfNamespace(namespace: object): LoadedModule | undefined;
  /** The notebook's variables as functions of cells see them. */
  readonly exports: object;
  readonly require: unknown;
  /** The same variables, with their values. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** No prototype of arrays has elements, so that a missing element reads as undefined. */
  readonly arraysInheritNoElements: boolean;
}
