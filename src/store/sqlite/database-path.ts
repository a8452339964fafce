import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The default database path: $KUBESPY_DB, else by the XDG rules $XDG_DATA_HOME/kubespy/kubespy.db, else ~/.local/share/kubespy/kubespy.db.
 * A relative XDG_DATA_HOME is ignored, as its specification requires.
 */
export function defaultDatabasePath(env: Readonly<Record<string, string | undefined>>): string {
  if (env["KUBESPY_DB"]) return env["KUBESPY_DB"];
  const xdg = env["XDG_DATA_HOME"];
  const home = env["HOME"] || env["USERPROFILE"] || homedir();
  const folder = xdg?.startsWith("/") ? xdg : join(home, ".local", "share");
  return join(folder, "kubespy", "kubespy.db");
}
