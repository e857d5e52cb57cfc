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
  /** Id of the message that asked it; undefined while it waits for its turn. */
  messageId: string | undefined;
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
      this.#questions.push({ request, prompt, password, resolve, reject, messageId: undefined });
      if (this.#questions.length === 1) this.#askFirst();
    });
  }

  /** Takes an `input_reply`. One that answers another question, or comes unasked, is ignored. */
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
    if (question === undefined) return;
    const { id, sent } = this.#messenger.requestInput(question.request, question.prompt, question.password);
    question.messageId = id;
    sent.catch((error: unknown) => this.#giveUp(question, error));
  }

  #giveUp(question: Question, cause: unknown): void {
    if (this.#questions[0] !== question) return;
    this.#questions.shift();
    const message = `The front end that sent this cell cannot be reached for input (${String(cause)}). Write the value into the cell instead.`;
    question.reject(new InputError("StdinNotAllowed", message));
    this.#askFirst();
  }
}

/** jupyter_client sends replies without a parent: those are taken on trust. */
function answers({ header, parent }: Message, { messageId }: Question): boolean {
  return header.msg_type === "input_reply" && (parent.msg_id === undefined || parent.msg_id === messageId);
}
