import { errorMessage } from "../../../errors.js";
import type { SessionAnalysis } from "../../../interpret/session-analysis.js";
import { StepAnswers, type StepSource } from "../../view/steps/step-answers.js";
import type { StepRequestKind, StepRequests } from "../../view/steps/step-requests.js";
import type { FromWorker, ToWorker } from "./messages.js";
import { Queue } from "./queue.js";

/** How a session is opened: from the recording in the page, or from a server. */
type OpenSource = (opening: {
  readonly name: string;
  readonly source: unknown;
  readonly pieces: AsyncIterable<string>;
}) => Promise<StepSource>;

/** What the script does where it runs as a worker: it opens one session and answers what the page asks about it. */
export function runWorker(openSource: OpenSource): void {
  const scope = globalThis as unknown as { onmessage: (event: MessageEvent<ToWorker>) => void; postMessage(message: FromWorker): void };
  const pieces = new Queue<Piece>();
  let answers: Promise<StepAnswers> | undefined;
  scope.onmessage = ({ data }) => {
    switch (data.kind) {
      case "open":
        answers = open(
          openSource,
          data,
          textOf(pieces, (share) => scope.postMessage({ kind: "reading", share })),
        );
        answers.then(
          () => scope.postMessage({ kind: "opened" }),
          (error: unknown) => scope.postMessage({ kind: "failed", message: errorMessage(error) }),
        );
        return;
      case "piece":
        if (data.base64 === undefined) pieces.end();
        else pieces.push({ base64: data.base64, share: data.share });
        return;
      case "grown":
        void answers?.then(
          (opened) => opened.grow(data.growth),
          () => {},
        );
        return;
      case "ask":
        void answer(answers, data.request, data.ask).then(
          (result) => scope.postMessage({ kind: "answer", id: data.id, answer: result }),
          (error: unknown) => scope.postMessage({ kind: "refused", id: data.id, message: errorMessage(error) }),
        );
    }
  };
}

interface Piece {
  readonly base64: string;
  readonly share: number;
}

/** The pieces one after the other; `onRead` hears how much of the recording has been read. */
async function* textOf(pieces: AsyncIterable<Piece>, onRead: (share: number) => void): AsyncGenerator<string> {
  for await (const { base64, share } of pieces) {
    yield base64;
    onRead(share);
  }
}

async function open(
  openSource: OpenSource,
  { name, analysis, source }: { readonly name: string; readonly analysis: SessionAnalysis; readonly source: unknown },
  pieces: AsyncIterable<string>,
): Promise<StepAnswers> {
  return new StepAnswers(await openSource({ name, source, pieces }), analysis);
}

async function answer(answers: Promise<StepAnswers> | undefined, request: StepRequestKind, ask: unknown): Promise<unknown> {
  if (answers === undefined) throw new Error("no session is open");
  return await (await answers).answer(request, ask as StepRequests[typeof request]["ask"]);
}
