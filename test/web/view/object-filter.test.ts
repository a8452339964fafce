import { describe, expect, it } from "vitest";
import type { ObjectAnalysis } from "../../../src/interpret/session-analysis.js";
import type { Uid } from "../../../src/model/kube-object.js";
import { filterChoices, filterObjects, formatFilter, noFilter, parseFilter } from "../../../src/web/view/object-filter.js";

type Filtered = Pick<ObjectAnalysis, "ref" | "stageIntervals">;

function object(kind: string, name: string, namespace: string, ...stages: readonly string[]): Filtered {
  return {
    ref: { uid: `${kind}-${namespace}-${name}` as Uid, apiVersion: "v1", kind, name, namespace },
    stageIntervals: stages.map((stage, i) => ({ fromMs: i, stage: { name: stage, tone: "neutral" } })),
  };
}

const objects = [
  object("Pod", "nginx", "shop", "Creating", "Running"),
  object("Pod", "nginx", "test", "Creating"),
  object("Pod", "api", "shop", "Rolling out"),
  object("Service", "nginx", "shop"),
];
const filtered = (text: string) => filterObjects(parseFilter(text), objects);
const namesOf = (text: string) => {
  const result = filtered(text);
  return "problem" in result ? result.problem : result.uids;
};

describe("the filter", () => {
  it("takes the words of the player's filter, which add up", () => {
    expect(namesOf("po/nginx")).toEqual(["Pod-shop-nginx", "Pod-test-nginx"]);
    expect(namesOf("api, svc")).toEqual(["Pod-shop-api", "Service-shop-nginx"]);
    expect(namesOf(" ")).toBeUndefined();
  });

  it("narrows by kind, by namespace and by a stage that was reached at any time", () => {
    expect(namesOf("nginx ns:shop kind:pods")).toEqual(["Pod-shop-nginx"]);
    expect(namesOf('stage:"rolling OUT"')).toEqual(["Pod-shop-api"]);
    expect(namesOf("namespace:test stage:Creating")).toEqual(["Pod-test-nginx"]);
  });

  it("reads back as it was written", () => {
    const filter = { objects: ["pod/nginx"], kinds: ["Pod"], namespaces: ["shop"], stages: ["Rolling out"] };
    expect(parseFilter(formatFilter(filter))).toEqual(filter);
    expect(parseFilter("")).toEqual(noFilter);
    expect(parseFilter('ns: stage:"" "')).toEqual(noFilter);
  });

  it("names the word that matches no object, and what there is", () => {
    expect(namesOf("pod/ngnix")).toBe(
      'no object "pod/ngnix" in this session: did you mean "Pod/nginx"? the session has Pod/nginx, Pod/api, Service/nginx',
    );
    expect(namesOf("api stage:Running")).toBe("no object of this session matches the whole filter");
  });

  it("offers the values that objects have, those of many objects first", () => {
    expect(filterChoices(objects)).toEqual({
      kinds: [
        { value: "Pod", count: 3 },
        { value: "Service", count: 1 },
      ],
      namespaces: [
        { value: "shop", count: 3 },
        { value: "test", count: 1 },
      ],
      stages: [
        { value: "Creating", count: 2 },
        { value: "Rolling out", count: 1 },
        { value: "Running", count: 1 },
      ],
    });
  });
});
