import type { RunExtract } from "../../../compare/run/read-run.js";
import type { Coverage } from "../../../diagnosis/engine/coverage.js";
import type { SessionFindings } from "../../../diagnosis/engine/diagnose.js";
import type { FindingHistory } from "../../../interpret/finding-history.js";
import type { ObjectAnalysis, SessionAnalysis } from "../../../interpret/session-analysis.js";
import { decodeUtf8, encodeUtf8 } from "../../../json/json.js";
import type { SessionReader } from "../../../model/session.js";
import { currentRules } from "./rules.js";
import {
  analysisFrom,
  type Derived,
  historyFrom,
  objectsPerPart,
  overviewFrom,
  type PartName,
  type PartValues,
  partsOf,
  type SessionOverview,
} from "./session-parts.js";

/** What is kept beside a session. All are undefined where something is missing: a part that belongs to others counts only together with them. */
export class KeptParts {
  readonly #session: Pick<SessionReader, "derived">;

  constructor(session: Pick<SessionReader, "derived">) {
    this.#session = session;
  }

  async findings(): Promise<SessionFindings | undefined> {
    return await this.#read<PartValues["findings"]>("findings");
  }

  async overview(): Promise<SessionOverview | undefined> {
    const part = await this.#read<PartValues["overview"]>("overview");
    if (part === undefined) return undefined;
    const objects: ObjectAnalysis[] = [];
    for (let i = 0; i * objectsPerPart < part.objects; i++) {
      const some = await this.#read<PartValues["objects"]>(`objects-${i}`);
      for (const object of some ?? []) objects.push(object);
    }
    return objects.length === part.objects ? overviewFrom(part, objects) : undefined;
  }

  /** The overview with the objects of its first part alone, and how many there are. */
  async firstObjects(): Promise<{ readonly overview: SessionOverview; readonly count: number } | undefined> {
    const part = await this.#read<PartValues["overview"]>("overview");
    const objects = part && (part.objects === 0 ? [] : await this.objectsNear(0));
    return part && objects && { overview: overviewFrom(part, objects), count: part.objects };
  }

  async analysis(): Promise<SessionAnalysis | undefined> {
    // The last one first: mostly it is the one that is missing.
    const whole = await this.#history();
    const overview = whole && (await this.overview());
    return overview && whole && analysisFrom(overview, whole.history, whole.coverage);
  }

  /** The findings at every frame. */
  async history(): Promise<FindingHistory | undefined> {
    return (await this.#history())?.history;
  }

  /** The objects of one part, that of the object with this place in the analysis. */
  async objectsNear(place: number): Promise<readonly ObjectAnalysis[] | undefined> {
    return await this.#read<PartValues["objects"]>(`objects-${Math.floor(place / objectsPerPart)}`);
  }

  async runExtract(): Promise<RunExtract | undefined> {
    return await this.#read<PartValues["run"]>("run");
  }

  /** Where nothing can be kept, nothing is. */
  async keep(derived: Derived): Promise<void> {
    const kept = this.#session.derived;
    if (kept === undefined) return;
    await kept.keep(new Map([...partsOf(derived)].map(([name, value]) => [name, encodeUtf8(JSON.stringify(value))])), currentRules());
  }

  async #history(): Promise<{ readonly history: FindingHistory; readonly coverage: Coverage } | undefined> {
    const kept = await this.#read<PartValues["history"]>("history");
    const found = kept && (await this.findings());
    const history = kept && found && historyFrom(kept, found.findings);
    return history && found && { history, coverage: found.coverage };
  }

  async #read<T>(part: PartName): Promise<T | undefined> {
    const kept = this.#session.derived;
    if (kept === undefined) return undefined;
    const bytes = await kept.read(part, currentRules());
    try {
      return bytes && (JSON.parse(decodeUtf8(bytes)) as T);
    } catch {
      // Whatever wrote it: it can be derived again.
      return undefined;
    }
  }
}
