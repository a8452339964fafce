import { expect, it } from "vitest";
import { leftOf } from "./measure-share.js";
import { plant } from "./plant.js";

it("the search finds every planted credential in a session that was not shared", async () => {
  const { plants, sessions } = plant(7);
  const left = new Set((await leftOf(plants, sessions)).map((each) => each.plant));
  const missed = plants.filter((each) => !left.has(each));
  expect(missed.map(({ kind, place, phrase }) => `${kind} in ${place}: ${phrase}`)).toEqual([]);
}, 120_000);
