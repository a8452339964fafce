import { expect, it } from "vitest";
import { pageLessonActionOf, pageLessonKeys } from "../../../../src/web/view/lesson/lesson-keys.js";
import { pageActionOf } from "../../../../src/web/view/page-keys.js";

const typed = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false, altKey: false });

it("the keys of a lesson mean nothing else in a page", () => {
  for (const key of pageLessonKeys.flatMap(({ bindings }) => bindings.flatMap(({ keys }) => keys))) {
    expect(pageActionOf(typed(key)), key).toBeUndefined();
    expect(pageLessonActionOf(typed(key)), key).toBeDefined();
    expect(pageLessonActionOf(typed(key, true)), key).toBeUndefined();
  }
});
