import { expect, it } from "vitest";
import { refOf } from "../../../src/model/kube-object.js";
import { Placeholders } from "../../../src/sharing/placeholders.js";
import { structuralPolicy } from "../../../src/sharing/policy/policy.js";
import { noRules } from "../../../src/sharing/rules/share-rules.js";
import { ShareSurvey } from "../../../src/sharing/share/share-survey.js";

it("a label that holds a credential shows no name: its value goes there and elsewhere", () => {
  const labels = { app: "web", "example.com/token": "hunter2-hunter2", "example.com/secret": "db-auth" };
  const survey = new ShareSurvey({
    policy: structuralPolicy,
    rules: noRules,
    placeholders: new Placeholders(new Uint8Array(32)),
    isPublicText: () => false,
  });
  for (const object of [
    { apiVersion: "v1", kind: "Pod", metadata: { name: "web-0", namespace: "shop", uid: "1", labels } },
    { apiVersion: "v1", kind: "Secret", metadata: { name: "db-auth", namespace: "shop", uid: "2" } },
  ])
    survey.observeObject(object, refOf(object));
  expect([...survey.shownNames].sort()).toEqual(["db-auth", "shop", "web", "web-0"]);
  const { removals, values } = survey.result(new Map());
  expect(removals.map(({ what }) => what)).toEqual(["label"]);
  expect(values.spansIn("connection with hunter2-hunter2 refused")).toHaveLength(1);
});
