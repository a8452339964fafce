// One round of one group, of the build that KUBESPY_BENCH_DIST names: node bench/against/one-group.mjs GROUP FOLDER; prints what it measured as JSON.
import { groups } from "../groups.mjs";
import { Workspace } from "../workspace.mjs";

const [name, folder] = process.argv.slice(2);
const { measure } = groups.find((group) => group.name === name);
const result = await measure(new Workspace(folder, { rounds: 1, withKubectl: false, say: () => {} }));
process.stdout.write(JSON.stringify(result), () => process.exit());
