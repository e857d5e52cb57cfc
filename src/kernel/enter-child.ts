import { letYoungGenerationGrow } from "../measure/garbage";
import type { ChildPort, DisplayContent } from "../model/child";
import { replaceConsoleClear } from "./console-clear";
import { apiInChild, provideNotebookApi } from "./notebook-api";

/** What `tslab.display` of the process writes to. */
export interface Displaying {
  onDisplay(write: (content: DisplayContent, update: boolean) => void): void;
}

/** In a child, everything by which a cell can show something or ask for something speaks to the kernel over `port`, and its heap is as any. */
export function enterChild(port: ChildPort, display: Displaying): void {
  display.onDisplay((content, update) => {
    port.send({ type: "display", update, content });
  });
  replaceConsoleClear(() => {
    port.send({ type: "clear-output", wait: false });
  });
  provideNotebookApi(apiInChild);
  letYoungGenerationGrow(true);
}
