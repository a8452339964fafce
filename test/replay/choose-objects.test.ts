import { describe, expect, it } from "vitest";
import type { ObjectRef, Uid } from "../../src/model/kube-object.js";
import { choiceOfObjects, chooseObjects } from "../../src/replay/choose-objects.js";

const ref = (kind: string, name: string, uid: string, apiVersion = "v1"): ObjectRef => ({ kind, name, uid: uid as Uid, apiVersion });
const refs = [
  ref("Pod", "web", "aaaa-1"),
  ref("Pod", "web", "bbbb-2"),
  ref("Deployment", "web", "cccc-3", "apps/v1"),
  ref("ReplicaSet", "web-1", "dddd-4", "apps/v1"),
  ref("NetworkPolicy", "closed", "eeee-5", "networking.k8s.io/v1"),
  ref("Event", "web.123", "ffff-6"),
];

describe("--object takes", () => {
  it.each([
    ["the kind as written in a manifest", "Pod/web", ["aaaa-1", "bbbb-2"]],
    ["a short name", "deploy/web", ["cccc-3"]],
    ["a plural", "networkpolicies/closed", ["eeee-5"]],
    ["a kind with its group", "deployments.apps/web", ["cccc-3"]],
    ["a whole kind", "rs", ["dddd-4"]],
    ["a name alone, of any kind", "web", ["aaaa-1", "bbbb-2", "cccc-3"]],
    ["the beginning of a uid", "bbbb", ["bbbb-2"]],
  ])("%s", (_title, word, uids) => expect(chooseObjects([word], refs)).toEqual(uids));

  it.each([
    ["of a name, of any kind", "we", ["aaaa-1", "bbbb-2", "cccc-3", "dddd-4"]],
    ["of a name that no object has in full", "web-", ["dddd-4"]],
    ["of a name behind its kind", "pod/w", ["aaaa-1", "bbbb-2"]],
    ["of the name of a Kubernetes Event, behind its kind", "ev/web", ["ffff-6"]],
    ["of names of Kubernetes Events, where nothing else begins so", "web.", ["ffff-6"]],
  ])("the beginning %s", (_title, word, uids) => expect(choiceOfObjects([word], refs)).toEqual({ uids, beginnings: [word] }));

  it.each(["web", "Pod/web", "rs", "bbbb"])("%s as it is, because an object matches it so", (word) =>
    expect(choiceOfObjects([word], refs).beginnings).toEqual([]),
  );

  it("several words, which add up", () => expect(chooseObjects(["rs", "bbbb"], refs)).toEqual(["dddd-4", "bbbb-2"]));
});

it("a word that means nothing is refused with the objects that are there", () => {
  expect(() => chooseObjects(["pod/wbe"], refs)).toThrow(
    expect.objectContaining({
      message: 'no object "pod/wbe" in this session',
      hint: 'did you mean "Pod/web"? the session has Pod/web, Deployment/web, ReplicaSet/web-1, NetworkPolicy/closed',
    }),
  );
});

it.each(["pod/", "", "svc", "rs/w-", "pod/WEB"])("%j is no beginning of a name", (word) => {
  const service = ref("Deployment", "svc-front", "9999-9", "apps/v1");
  expect(() => chooseObjects([word], [...refs, service])).toThrow(`no object "${word}" in this session`);
});

it("a kind of another group is not taken for it", () => {
  expect(() => chooseObjects(["deployments.example.com/web"], refs)).toThrow();
});
