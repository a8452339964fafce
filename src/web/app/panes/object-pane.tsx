import { shownDetail } from "./step-detail.js";

/** The whole object as YAML. */
export function ObjectPane() {
  const { detail } = shownDetail.value;
  if (detail === undefined) return <p class="empty">reading…</p>;
  return <pre>{detail.yaml.join("\n")}</pre>;
}
