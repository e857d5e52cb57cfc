import type { Messenger, Request } from "./messenger";
import { textField } from "./content";
import type { Message } from "./wire";

/** A cell asked for input and got none; `name` says why, and becomes the cell's ename. */
export class InputError extends Error {
  override readonly name: "StdinNotAllowed" | "KeyboardInterrupt" | "CellEnded";

  constructor(name: InputError["name"], message: string) {
    super(message);
    this.name = name;
  }
}

interface Question {
  readonly request: Request;
  readonly prompt: string;
  readonly password: boolean;
  readonly resolve: (line: string) => void;
  readonly reject: (error: InputError) => void;
}

/** Asks front ends for lines of input, one question at a time. */
export class Stdin {
  readonly #messenger: Messenger;
  /** The first one has been asked; the others wait for its answer. */
  #questions: Question[] = [];

  constructor(messenger: Messenger) {
    this.#messenger = messenger;
  }

  /** Asks the front end that sent `request`. Rejects with an {@link InputError} if {@link cancel} comes before the answer. */
  ask(request: Request, prompt: string, password: boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#questions.push({ request, prompt, password, resolve, reject });
      if (this.#questions.length === 1) this.#askFirst();
    });
  }

  /** Takes an `input_reply`. One that belongs to another request, or comes unasked, is ignored. */
  onReply(message: Message): void {
    const [question] = this.#questions;
    if (question === undefined || !answers(message, question)) return;
    this.#questions.shift();
    question.resolve(textField(message.content, "value") ?? "");
    this.#askFirst();
  }

  cancel(error: InputError): void {
    for (const question of this.#questions.splice(0)) question.reject(error);
  }

  #askFirst(): void {
    const [question] = this.#questions;
    if (question !== undefined) this.#messenger.requestInput(question.request, question.prompt, question.password);
  }
}

/** jupyter_client sends replies without a parent: those are taken on trust. */
function answers({ header, parent }: Message, { request }: Question): boolean {
  return header.msg_type === "input_reply" && (parent.msg_id === undefined || parent.msg_id === request.message.header.msg_id);
}
