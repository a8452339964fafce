import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRecordingFile } from "../../../src/app/open-recording-file.js";
import { groupFindings } from "../../../src/diagnosis/group-findings.js";
import { analyse } from "../../../src/interpret/analyse.js";
import { finalFindings } from "../../../src/interpret/session-analysis.js";
import { searchIndex, searchKnown } from "../../../src/web/view/search-known.js";
import { projectRoot } from "../../support/program.js";

const reader = await openRecordingFile(join(projectRoot, "recordings", "deployment-bad-rollout.kubespy.gz"));
const analysis = await analyse(reader);
const index = searchIndex(analysis.objects, groupFindings(finalFindings(analysis)));
const search = (text: string) => {
  const { objects, findings, counts } = searchKnown(text, index);
  return { objects: objects.map(({ ref }) => ref.name), findings: findings.map(({ finding }) => finding.class), counts };
};

describe("the search of what is known at once", () => {
  it("finds objects by kind, name and stage; the name itself comes first", () => {
    expect(search("web").objects[0]).toBe("web");
    expect(search("DEPLOYMENT/web").objects).toEqual(["web"]);
    expect(search("errimagepull creating").objects).toEqual(["web-5d8bd76dd7-jrnsr"]);
  });

  it("finds findings by class, message and object", () => {
    expect(search("nginx:nonsense").findings).toEqual(["ErrImagePull", "ImagePullBackOff"]);
    expect(search("stuck deployment").counts).toEqual({ objects: 0, findings: 1 });
  });

  it("finds nothing without a word", () => {
    expect(search("  ").counts).toEqual({ objects: 0, findings: 0 });
  });
});
