import fc from "fast-check";
import { expect, it } from "vitest";
import { ObjectSet } from "../../../src/sharing/share/object-set.js";

it("a set of numbered objects has each once, whether few or many", () => {
  const numbers = fc.array(fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 5000 })), { maxLength: 60 });
  fc.assert(
    fc.property(numbers, numbers, (some, others) => {
      const [set, other] = [new ObjectSet(), new ObjectSet()];
      for (const each of some) set.add(each);
      for (const each of others) other.add(each);
      set.addAll(other);
      const expected = new Set([...some, ...others]);
      expect(set.size).toBe(expected.size);
      expect(new Set(set.members())).toEqual(expected);
    }),
  );
});
