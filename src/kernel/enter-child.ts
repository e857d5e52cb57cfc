import { letYoungGenerationGrow } from "../measure/garbage";
import type { ChildPort } from "../model/child";
import type { Notebook } from "./notebook";
import { replaceConsoleClear } from "./console-clear";
import { apiInChild, provideNotebookApi } from "./notebook-api";

/** In a child, everything by which a cell can show something or ask for something speaks to the kernel over `port`, and its heap is as any. */
export function enterChild(port: ChildPort, notebook: Notebook): void {
  notebook.onDisplay((content, update) => {
    port.send({ type: "display", update, content });
  });
  replaceConsoleClear(() => {
    port.send({ type: "clear-output", wait: false });
  });
  provideNotebookApi(apiInChild);
  letYoungGenerationGrow(true);
}
