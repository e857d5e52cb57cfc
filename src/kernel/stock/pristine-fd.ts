/** The pipe into which a new process writes what it has. */
export const PRISTINE_FD = 3;
