import { useStepDetail } from "./step-detail.js";

/** The whole object as YAML. */
export function ObjectPane() {
  const detail = useStepDetail();
  if (detail === undefined) return <p>Reading…</p>;
  return <pre>{detail.yaml.join("\n")}</pre>;
}
