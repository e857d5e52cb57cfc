/** The main program of a process that describes itself, before anything else is loaded into it, and ends. */
import { writeFileSync } from "node:fs";
import { writePristine } from "../../state/world/pristine";
import { PRISTINE_FD } from "./pristine-fd";

writeFileSync(PRISTINE_FD, writePristine());
