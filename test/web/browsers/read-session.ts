import type { Page } from "puppeteer-core";

/** What a page says of one step: of the pane, and of its row in the list. */
export interface StepShown {
  readonly sequence: number;
  readonly observedAt: string;
  readonly title: string;
  readonly stage: string | undefined;
  readonly stageDetail: string | undefined;
  readonly sentence: string;
  readonly why: string | undefined;
  /** In the list: its object and its sentence. */
  readonly row: readonly (string | undefined)[];
}

/** Walks through all steps of the session by key, as a reader does, and reads each. */
export async function readSteps(page: Page, frames: number): Promise<readonly StepShown[]> {
  await page.click(".steps-which input:checked").catch(() => {});
  await page.keyboard.press("g");
  return await page.evaluate(async (count) => {
    const shown: StepShown[] = [];
    for (let sequence = 1; sequence <= count; sequence++) {
      const step = await until(() => document.querySelector(`.step[data-sequence="${sequence}"]`));
      const row = await until(() => document.querySelector(`.step-row[data-sequence="${sequence}"] .step-words[title]`)?.parentElement);
      const text = (selector: string) => step.querySelector(selector)?.textContent ?? undefined;
      shown.push({
        sequence,
        observedAt: step.querySelector("time")?.dateTime ?? "",
        title: text("h2") ?? "",
        stage: text(".stage-name")?.replace(/^\S+ /, ""),
        stageDetail: text(".stage-detail")?.replace(/^ · /, ""),
        sentence: text(".step-sentence") ?? "",
        why: text(".step-why")?.replace(/^why /, ""),
        row: [".step-object", ".step-words"].map((cell) => row.querySelector<HTMLElement>(cell)?.title),
      });
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true, cancelable: true }));
    }
    return shown;

    async function until<T>(find: () => T | null | undefined): Promise<T> {
      for (let frame = 0; frame < 1000; frame++) {
        const found = find();
        if (found !== null && found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error(`step ${shown.length + 1} was not shown`);
    }
  }, frames);
}

/** What a page says of one finding, or of several that say the same. */
export interface FindingShown {
  readonly severity: string;
  readonly class: string;
  readonly about: string;
  readonly message: string;
  readonly state: string | undefined;
  readonly causes: readonly number[];
  readonly evidence: readonly number[];
}

/** By their numbers. */
export async function readFindings(page: Page): Promise<Readonly<Record<number, FindingShown>>> {
  return await page.$$eval(".finding", (items) =>
    Object.fromEntries(
      items.map((item) => {
        const [head, message, times] = [...item.querySelectorAll(":scope > p:not(.muted), :scope > p.muted:last-of-type")];
        const parts = [...(head?.children ?? [])].map((part) => part.textContent?.trim() ?? "");
        const caused = parts.find((part) => part.startsWith("caused by")) ?? "";
        const finding = {
          severity: parts[1] ?? "",
          class: parts[2] ?? "",
          about: parts[3] ?? "",
          message: message?.textContent ?? "",
          state: item.querySelector(".state")?.textContent?.trim(),
          causes: [...caused.matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number)),
          evidence: [...(times?.querySelectorAll("a") ?? [])].map((link) => Number(link.textContent?.slice(1))),
        };
        return [Number(/\d+/.exec(parts[0] ?? "")?.[0]), finding];
      }),
    ),
  );
}

/** Of each object in the timeline, what is read out: its first stages with their times, "Pod/nginx: Created +1.477s to +1.525s, Running from +1.525s". */
export async function readTimeline(page: Page): Promise<readonly string[]> {
  return await page.$$eval(".timeline-row", (rows) =>
    rows.map((row) => {
      const heard = row.querySelector(".only-heard")?.textContent ?? "";
      return heard.replace(" ", "/").replace(/, and \d+ more stages?$/, "");
    }),
  );
}
